package dev.offpeak.orchestrator.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExclusionTest {
    @Test
    @DisplayName("U4: an exclusion needs a mask and a reason, and ends at its expiry")
    void exclusionsExpire() {
        Instant expiry = Instant.parse("2026-12-01T00:00:00Z");
        List<Exclusion> exclusions = List.of(
                new Exclusion("KB5031364", "breaks printing", Optional.of(expiry)),
                new Exclusion("linux-image-*", "own kernel", Optional.empty()));

        assertThat(Exclusion.masksAt(exclusions, expiry.minusSeconds(1))).containsExactly("KB5031364", "linux-image-*");
        assertThat(Exclusion.masksAt(exclusions, expiry)).containsExactly("linux-image-*");
        assertThatThrownBy(() -> new Exclusion("*", "all", Optional.empty())).hasMessageContaining("no mask");
        assertThatThrownBy(() -> new Exclusion("KB1", " ", Optional.empty())).hasMessageContaining("needs a reason");
    }
}
