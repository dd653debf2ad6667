package dev.offpeak.compute.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KnownRevisionsTest {
    private static final UUID VM = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final UUID OTHER = UUID.fromString("00000000-0000-0000-0000-000000000002");

    private final AtomicLong nanos = new AtomicLong(-50);
    private final KnownRevisions revisions = new KnownRevisions(nanos::get);

    @Test
    void nothingIsBelievedBeforeTheFirstLookAtChanges() {
        revisions.read(Map.of(VM, 7L));

        assertThat(knows(7)).isFalse();
    }

    @Test
    void whatWasReadIsBelievedAndNothingElse() {
        look(Map.of());
        revisions.read(Map.of(VM, 7L));

        assertThat(knows(7)).isTrue();
        assertThat(knows(6)).isFalse();
        assertThat(revisions.isPresent(OTHER, OptionalLong.of(7))).isFalse();
        assertThat(revisions.isPresent(VM, OptionalLong.empty())).isFalse();
    }

    @Test
    void aNotificationMakesItUnknownAndALookTellsTheNewOne() {
        look(Map.of());
        revisions.read(Map.of(VM, 7L, OTHER, 3L));

        revisions.forget(List.of(OTHER));
        look(Map.of(VM, 9L));

        assertThat(knows(7)).isFalse();
        assertThat(knows(9)).isTrue();
        assertThat(revisions.isPresent(OTHER, OptionalLong.of(3))).isFalse();
    }

    @Test
    void anAnswerThatWasOvertakenChangesNothing() {
        look(Map.of());
        revisions.read(Map.of(VM, 9L));

        revisions.read(Map.of(VM, 7L));

        assertThat(knows(9)).isTrue();
    }

    @Test
    void nothingIsBelievedWhileTheLooksFailAndAllIsForgottenAfterIt() {
        look(Map.of());
        revisions.read(Map.of(VM, 7L));
        nanos.addAndGet(
                KnownRevisions.LONGEST_BETWEEN_LOOKS.plus(Duration.ofMillis(1)).toNanos());

        assertThat(knows(7)).isFalse();
        look(Map.of());
        assertThat(knows(7)).isFalse();
        assertThat(revisions.isEmpty()).isTrue();
    }

    private void look(Map<UUID, Long> changed) {
        revisions.looked(nanos.get(), changed);
    }

    private boolean knows(long revision) {
        return revisions.isPresent(VM, OptionalLong.of(revision));
    }
}
