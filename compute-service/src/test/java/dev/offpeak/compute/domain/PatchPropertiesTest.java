package dev.offpeak.compute.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rule P6: each property from its version on. */
class PatchPropertiesTest {
    @ParameterizedTest
    @CsvSource({
        "patchMode,2020-06-01,true",
        "assessmentMode,2020-12-01,false",
        "assessmentMode,2021-03-01,true",
        "enableHotpatching,2020-06-01,false",
        "enableHotpatching,2020-12-01,true",
        "automaticByPlatformSettings,2021-11-01,false",
        "automaticByPlatformSettings,2026-04-01,true",
        "patchMod,2026-04-01,false"
    })
    @DisplayName("P6: windowsConfiguration.patchSettings")
    void windowsMembersComeWithTheirVersion(String member, String version, boolean known) {
        assertThat(PatchProperties.known(PatchProperties.windows(), member, version))
                .isEqualTo(known);
    }

    @ParameterizedTest
    @CsvSource({"patchMode,2020-06-01,false", "patchMode,2020-12-01,true", "enableHotpatching,2024-11-01,false"})
    @DisplayName("P6: linuxConfiguration.patchSettings")
    void linuxMembersComeWithTheirVersion(String member, String version, boolean known) {
        assertThat(PatchProperties.known(PatchProperties.linux(), member, version))
                .isEqualTo(known);
    }

    @ParameterizedTest
    @CsvSource({"assessmentMode,It needs api-version 2021-03-01 or later.", "patchMod,Did you mean 'patchMode'?"})
    void adviceSaysWhatToDo(String member, String advice) {
        assertThat(PatchProperties.advice(PatchProperties.windows(), member)).isEqualTo(advice);
    }
}
