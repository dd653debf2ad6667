package dev.offpeak.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Rule("V1")
@DisplayName("V1: api-version")
class ApiVersionTest {
    @ApiVersions(since = "2020-06-01")
    private static final class FromADateOn {}

    @ApiVersions(only = {"2021-07-01", "2015-12-01"})
    private static final class TwoOnly {}

    @ParameterizedTest
    @ValueSource(strings = {"2020-06-01", "2020-06-30-preview", "2026-04-01", "2020-06-01-PREVIEW"})
    void isAcceptedFromItsFirstDateOn(String version) {
        assertThat(accepts(FromADateOn.class, version)).isTrue();
    }

    @Test
    void isRefusedWhenOlder() {
        assertThat(accepts(FromADateOn.class, "2019-12-01")).isFalse();
    }

    @Test
    void isRefusedWhenNotListed() {
        assertThat(accepts(TwoOnly.class, "2015-12-01")).isTrue();
        assertThat(accepts(TwoOnly.class, "2015-12-01-preview")).isFalse();
        assertThat(accepts(TwoOnly.class, "2022-01-01")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latest", "2020-13-01", "2020-06", "2020-06-01-", "2020-06-01 preview", "20200601"})
    void mustBeADate(String text) {
        assertThat(ApiVersion.find(text)).isEmpty();
    }

    @Test
    void knowsWhatItBrings() {
        assertThat(ApiVersion.fromString("2020-12-01-preview").isAtLeast("2020-12-01"))
                .isTrue();
        assertThat(ApiVersion.fromString("2020-06-01").isAtLeast("2020-12-01")).isFalse();
    }

    private static boolean accepts(Class<?> resource, String version) {
        return RequestChecks.isSupported(resource.getAnnotation(ApiVersions.class), ApiVersion.fromString(version));
    }
}
