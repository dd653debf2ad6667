package dev.offpeak.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.simulation.memory.Breach;
import dev.offpeak.simulation.world.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rule's check is a check: what breaks the rule on purpose is found, for that rule, within a few seeds. */
class BreachesTest {
    private static final int SEEDS = 60;

    @BeforeAll
    static void quietly() {
        Simulate.quietly();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Breach.class)
    void aBreachIsFound(Breach breach) {
        List<String> found = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS && found.stream().noneMatch(what -> what.startsWith(breach.rule())); seed++) {
            found.addAll(Run.of(World.Kind.breached(seed, breach)).broken());
        }

        assertThat(found).as("found in %d seeds: %s", SEEDS, found).anyMatch(what -> what.startsWith(breach.rule()));
    }
}
