package dev.offpeak.compute.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.offpeak.compute.model.Property.Access;
import dev.offpeak.rules.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VmSchemaTest {
    private static final VmSchema SCHEMA = VmSchema.builtIn();

    @ParameterizedTest
    @CsvSource({
        "properties.osProfile.windowsConfiguration.patchSettings.patchMode, 2020-06-01",
        "properties.osProfile.windowsConfiguration.patchSettings.enableHotpatching, 2020-12-01",
        "properties.osProfile.windowsConfiguration.patchSettings.assessmentMode, 2021-03-01",
        "properties.osProfile.windowsConfiguration.patchSettings.automaticByPlatformSettings.rebootSetting, 2022-03-01",
        "properties.osProfile.windowsConfiguration.patchSettings.automaticByPlatformSettings.bypassPlatformSafetyChecksOnUserSchedule, 2023-03-01",
        "properties.osProfile.linuxConfiguration.patchSettings, 2020-12-01",
        "properties.instanceView.patchStatus.configurationStatuses, 2020-12-01",
        "properties.userData, 2021-03-01",
        "properties.timeCreated, 2021-11-01",
        "extendedLocation, 2020-12-01",
        "etag, 2023-09-01"
    })
    @Rule("P6")
    @DisplayName("P6: the version that brought each property of patching, and some others")
    void propertiesHaveTheirVersion(String path, String since) {
        assertThat(property(path).facts().since()).isEqualTo(since);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "properties.osProfile.adminPassword",
                "properties.osProfile.customData",
                "properties.userData",
                "properties.osProfile.windowsConfiguration.additionalUnattendContent[].content",
                "resources[].properties.protectedSettings"
            })
    void secretsAreMarked(String path) {
        assertThat(property(path).facts().access()).isEqualTo(Access.SECRET);
    }

    @Test
    void arraysAndMapsSayWhatTheyHold() {
        assertThat(SCHEMA.all())
                .filteredOn(property -> property.facts().type() == JsonType.ARRAY
                        || property.facts().type() == JsonType.MAP)
                .isNotEmpty()
                .allMatch(property -> property.element() != null);
    }

    @Test
    void onlyTextsHaveWords() {
        assertThat(SCHEMA.all())
                .filteredOn(property -> !property.facts().words().isEmpty())
                .isNotEmpty()
                .allMatch(property -> property.facts().type() == JsonType.STRING);
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertThatThrownBy(() -> read("{\"path\": \"a.b\", \"type\": \"string\"}"))
                .hasMessageContaining("a.b");
        assertThatThrownBy(() -> read("{\"path\": \"a\", \"type\": \"object\", \"since\": \"2021-03-01\"},"
                        + "{\"path\": \"a.b\", \"type\": \"string\", \"since\": \"2020-12-01\"}"))
                .hasMessageContaining("older");
        assertThatThrownBy(
                        () -> read("{\"path\": \"a\", \"type\": \"string\"}, {\"path\": \"A\", \"type\": \"string\"}"))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> read("{\"path\": \"a\", \"type\": \"text\"}")).hasMessageContaining("text");
    }

    static Property property(String path) {
        return SCHEMA.all().stream()
                .filter(property -> property.facts().path().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + path));
    }

    private static VmSchema read(String properties) throws JsonProcessingException {
        return VmSchema.read(new ObjectMapper().readTree("{\"properties\": [" + properties + "]}"));
    }
}
