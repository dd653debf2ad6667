package dev.offpeak.orchestrator.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.rules.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExclusionTest {
    private static final Instant EXPIRY = Instant.parse("2026-12-01T00:00:00Z");

    @Test
    @Rule("U4")
    @DisplayName("U4: an exclusion needs a mask and a reason")
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new Exclusion("*", "all", Optional.empty())).hasMessageContaining("no mask");
        assertThatThrownBy(() -> new Exclusion("KB1", " ", Optional.empty())).hasMessageContaining("needs a reason");
    }

    @Test
    @Rule("U4")
    @DisplayName("U4: orders leave out what policy and operators exclude until it expires, and what was withdrawn")
    void ordersLeaveOutWhatIsExcluded() {
        LeftOut leftOut = new LeftOut(
                List.of(
                        new Exclusion("KB5031364", "breaks printing", Optional.of(EXPIRY)),
                        new Exclusion("linux-image-*", "own kernel", Optional.empty())),
                List.of(
                        kept("everybody", "KB1", Optional.empty(), Optional.of(EXPIRY)),
                        kept("one", "KB2", Optional.of("sub"), Optional.empty()),
                        kept("twice", "linux-image-*", Optional.empty(), Optional.empty())),
                List.of(new WithdrawnPatch("KB3", "guilty", EXPIRY)));

        assertThat(leftOut.masksFor("SUB", EXPIRY.minusSeconds(1)))
                .containsExactly("KB5031364", "linux-image-*", "KB1", "KB2", "KB3");
        assertThat(leftOut.masksFor("other", EXPIRY)).containsExactly("linux-image-*", "KB3");
    }

    private static NamedExclusion kept(
            String name, String mask, Optional<String> subscription, Optional<Instant> expiresAt) {
        return new NamedExclusion(name, new Exclusion(mask, "a reason", expiresAt), subscription, Instant.EPOCH);
    }
}
