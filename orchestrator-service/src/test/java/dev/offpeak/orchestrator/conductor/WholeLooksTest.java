package dev.offpeak.orchestrator.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WholeLooksTest {
    private static final String ROLLOUT = "2026-11";
    private static final Instant BEGUN = Instant.parse("2026-11-10T00:00:00Z");

    private final WholeLooks looks = new WholeLooks();

    @Test
    void aProcessBeginsWithAWholeLook() {
        assertThat(looks.isDue(ROLLOUT, BEGUN)).isTrue();
    }

    @Test
    void theNextOneComesAfterTenTimesWhatTheLastOneTook() {
        Instant over = BEGUN.plusSeconds(3);
        looks.made(ROLLOUT, true, BEGUN, over);

        assertThat(looks.isDue(ROLLOUT, over.plus(Duration.ofMillis(29_999)))).isFalse();
        assertThat(looks.isDue(ROLLOUT, over.plusSeconds(30))).isTrue();
    }

    @Test
    void noSoonerThanASecond() {
        looks.made(ROLLOUT, true, BEGUN, BEGUN.plusMillis(1));

        assertThat(looks.isDue(ROLLOUT, BEGUN.plusMillis(1000))).isFalse();
        assertThat(looks.isDue(ROLLOUT, BEGUN.plusMillis(1001))).isTrue();
    }

    @Test
    void oneIsOwedOnlyWhereALookLeftSomethingOut() {
        looks.made(ROLLOUT, true, BEGUN, BEGUN);
        assertThat(looks.isOwed(ROLLOUT, BEGUN.plusSeconds(2))).isFalse();

        looks.made(ROLLOUT, false, BEGUN, BEGUN);

        assertThat(looks.isOwed(ROLLOUT, BEGUN.plusMillis(999))).isFalse();
        assertThat(looks.isOwed(ROLLOUT, BEGUN.plusSeconds(2))).isTrue();
    }

    @Test
    void aPhaseThatStartsAsksForOneAtOnce() {
        looks.made(ROLLOUT, true, BEGUN, BEGUN.plusSeconds(3));

        looks.begin(ROLLOUT);

        assertThat(looks.isDue(ROLLOUT, BEGUN.plusSeconds(3))).isTrue();
    }

    @Test
    void rolloutsThatAreOverAreForgotten() {
        looks.made(ROLLOUT, true, BEGUN, BEGUN);
        looks.made(ROLLOUT, false, BEGUN, BEGUN);

        looks.retain(List.of("another"));

        assertThat(looks.isOwed(ROLLOUT, BEGUN.plusSeconds(2))).isFalse();
    }
}
