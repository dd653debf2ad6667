package dev.offpeak.orchestrator.planner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whole rollouts of generated fleets, in virtual time, with the safety rules checked after every event. A failure names its seed. */
class RolloutPropertyTest {
    private static final Instant PUBLISHED = Instant.parse("2026-11-10T18:00:00Z");

    @Test
    @DisplayName("S1 to S5, S11, L1: without faults every VM is patched and no rule is broken on the way")
    void everyVmIsPatchedWithoutFaults() {
        for (long seed = 1; seed <= 40; seed++) {
            RolloutWorld world = world(seed, 0, 0);
            world.runToTheEnd();

            assertThat(world.state()).as("seed %d", seed).isEqualTo(RolloutState.COMPLETED);
        }
    }

    @Test
    @DisplayName("L1, L6: VMs that fail at times or are off for days are patched in later windows")
    void failuresAndPowerOffsAreMadeUpFor() {
        for (long seed = 1; seed <= 40; seed++) {
            RolloutWorld world = world(seed, 0.05, 0.1);
            world.runToTheEnd();

            if (world.state() != RolloutState.HALTED) {
                assertThat(world.unfinished()).as("seed %d", seed).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("S15: equal snapshots give equal decisions, so one seed gives one history")
    void oneSeedGivesOneHistory() {
        RolloutWorld once = world(11, 0.05, 0.1);
        RolloutWorld twice = world(11, 0.05, 0.1);

        once.runToTheEnd();
        twice.runToTheEnd();

        assertThat(twice.history()).isEqualTo(once.history()).isNotEmpty();
    }

    @Test
    @Rule("O9")
    @DisplayName("O9: a patch that breaks every machine is halted in the first phase")
    void badPatchIsHaltedEarly() {
        for (long seed = 1; seed <= 20; seed++) {
            RolloutWorld world = new RolloutWorld(TestFleet.any(seed, 200), Policy.DEFAULT, seed, PUBLISHED, 1, 0);
            world.runToTheEnd();

            assertThat(world.state()).as("seed %d", seed).isEqualTo(RolloutState.HALTED);
            assertThat(world.tried()).as("seed %d", seed).isLessThan(60);
        }
    }

    private static RolloutWorld world(long seed, double failureRate, double offRate) {
        TestFleet fleet = TestFleet.any(seed, 20 + (int) (seed * 13 % 100));
        Policy policy = Policy.DEFAULT
                .with()
                .maxFailedShare(failureRate == 0 ? 0 : 0.5)
                .installBudget(Duration.ofMinutes(60))
                .deadline(Duration.ofDays(60))
                .build();
        return new RolloutWorld(fleet, policy, seed, PUBLISHED, failureRate, offRate);
    }
}
