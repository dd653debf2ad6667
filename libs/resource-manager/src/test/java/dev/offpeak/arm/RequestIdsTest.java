package dev.offpeak.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Rule("V5")
@DisplayName("V5: request ids")
class RequestIdsTest {
    @Test
    void areTakenOverOnlyWhenTheyCannotBreakLogsOrHeaders() {
        assertThat(RequestIds.isUsable("ea8a5a2e-1f6d-4d5c-9b5a-6d5b4c3a2f1e")).isTrue();
        assertThat(RequestIds.isUsable("{ea8a5a2e-1f6d-4d5c-9b5a-6d5b4c3a2f1e}"))
                .isTrue();
        assertThat(RequestIds.isUsable("a\r\nb")).isFalse();
        assertThat(RequestIds.isUsable("x".repeat(129))).isFalse();
        assertThat(RequestIds.isUsable("")).isFalse();
        assertThat(RequestIds.isUsable(null)).isFalse();
    }
}
