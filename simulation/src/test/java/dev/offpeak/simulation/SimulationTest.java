package dev.offpeak.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import dev.offpeak.simulation.world.Fault;
import dev.offpeak.simulation.world.World;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** The orchestrator in two hundred months that go wrong. */
class SimulationTest {
    private static final int SEEDS = 200;

    @BeforeAll
    static void quietly() {
        Simulate.quietly();
    }

    @Test
    @Rule({"O1", "O2", "O3", "O4", "O5", "O6", "O7", "O9", "I1", "I3", "I8", "P1"})
    @DisplayName("O1 to O7, O9, I1, I3, I8, P1: kept after every event of 200 seeds, and everyone patched once healed")
    void everyRuleIsKeptWhateverGoesWrong(TestReporter reporter) {
        Figures figures = new Figures();
        List<Run> runs = LongStream.rangeClosed(1, SEEDS)
                .parallel()
                .mapToObj(seed -> Run.of(World.Kind.faulty(seed)))
                .toList();
        runs.forEach(figures::add);

        reporter.publishEntry(figures.toString());
        assertThat(runs)
                .allSatisfy(run ->
                        assertThat(run.broken()).as(() -> Simulate.report(run)).isEmpty());
        assertThat(figures.faults()).as("a fault that never strikes is no test").containsOnlyKeys(Fault.values());
    }

    @Test
    void oneSeedIsOneHistory() {
        Run one = Run.of(World.Kind.faulty(7));
        Run again = Run.of(World.Kind.faulty(7));

        assertThat(again).isEqualTo(one);
    }

    @Test
    @DisplayName("L3: where every event is missed and replicas only tick, the same VMs are patched")
    void onlyTicksComeToTheSame() {
        for (long seed = 1; seed <= 4; seed++) {
            Run byEvents = Run.of(World.Kind.peaceful(seed, true));
            Run byTicks = Run.of(World.Kind.peaceful(seed, false));

            assertThat(byEvents.broken()).as("seed %d", seed).isEmpty();
            assertThat(byTicks.broken()).as("seed %d", seed).isEmpty();
            assertThat(byTicks.outcomes()).as("seed %d", seed).isEqualTo(byEvents.outcomes());
        }
    }
}
