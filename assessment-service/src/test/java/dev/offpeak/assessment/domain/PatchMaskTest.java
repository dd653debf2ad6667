package dev.offpeak.assessment.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatchMaskTest {
    @ParameterizedTest
    @ValueSource(strings = {"KB5012345", "kb5012345", "5012345"})
    void aKbNumberIsOneWithAndWithoutItsLetters(String text) {
        assertThat(new PatchMask(text).kbId()).contains("5012345");
    }

    @Test
    void aPackageMaskIsNoKbNumberAndItsUnderscoresStandForThemselves() {
        PatchMask mask = new PatchMask("Linux_image-*");

        assertThat(mask.kbId()).isEmpty();
        assertThat(mask.likePattern()).isEqualTo("linux\\_image-%");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "**", "a b", "a%", "'; drop", "-x"})
    void refusesWhatNamesNothing(String text) {
        assertThatThrownBy(() -> new PatchMask(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("KB5012345");
    }
}
