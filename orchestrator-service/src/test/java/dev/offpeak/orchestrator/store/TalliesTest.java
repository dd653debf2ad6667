package dev.offpeak.orchestrator.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What rollouts' VMs are counted by")
class TalliesTest {
    private static final String COUNTED =
            """
            select concat_ws(' ', rollout_id, phase, region, step, batch, state, coalesce(hold, ''), gone, count(*)) from assignment
            group by rollout_id, phase, region, step, batch, state, coalesce(hold, ''), gone order by 1""";

    private static final String TALLIES =
            "select concat_ws(' ', rollout_id, phase, region, step, batch, state, hold, gone, n) from tally_now order by 1";

    private final InterlockDatabase database = new InterlockDatabase();

    @BeforeEach
    void someVms() {
        for (int i = 0; i < 30; i++) {
            database.vm("vm" + i, i % 2 == 0 ? "east" : "west", "" + i % 3, null, 0);
        }
    }

    @Test
    void sumsAreWhatCountingWouldGiveAfterEveryChange() {
        Random random = new Random(11);
        for (int i = 0; i < 60; i++) {
            database.run(anyChange(random));
            if (random.nextInt(5) == 0) {
                database.run("select fold_tallies()");
            }

            assertThat(database.texts(TALLIES)).isEqualTo(database.texts(COUNTED));
        }
    }

    @Test
    void changesSideBySideAreAllCountedWhileTheyAreFolded() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> writing = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                int seed = writer;
                writing.add(writers.submit(() -> {
                    Random random = new Random(seed);
                    for (int i = 0; i < 40; i++) {
                        // Each writer has VMs of its own, as each VM has one order at a time.
                        database.run("update assignment set state = '" + state(random) + "', hold = " + hold(random)
                                + " where vm_id = 'vm" + (seed + 4 * random.nextInt(7)) + "'");
                        if (i % 7 == 0) {
                            database.run("select fold_tallies()");
                        }
                    }
                }));
            }
            for (Future<?> one : writing) {
                one.get();
            }
        } finally {
            writers.shutdownNow();
        }

        assertThat(database.texts(TALLIES)).isEqualTo(database.texts(COUNTED));
    }

    @Test
    void foldingLeavesOneRowForEachPlaceAndNoneForEmptyOnes() {
        database.run("update assignment set state = 'InFlight' where region = 'east'");
        database.run("select fold_tallies()");
        database.run("update assignment set state = 'Succeeded' where region = 'east'");
        database.run("select fold_tallies()");

        assertThat(database.texts("select count(*) from tally_change")).containsExactly("0");
        assertThat(database.texts("select state || n from tally where region = 'east'"))
                .containsExactly("Succeeded15");
    }

    @Test
    void aVmThatIsDeletedIsGoneInItsRolloutAtOnce() {
        database.run("update vm set deleted = true where vm_id = 'vm3'");

        assertThat(database.texts("select vm_id from assignment where gone")).containsExactly("vm3");
        assertThat(database.texts("select sum(n) from tally_now where gone")).containsExactly("1");
    }

    @Test
    void aVmThatIsDeletedWhileAPlanIsWrittenIsGoneOnceTheTalliesAreFolded() throws SQLException {
        database.run("delete from assignment where vm_id = 'vm4'");
        try (Connection plan = database.connect();
                Statement statement = plan.createStatement()) {
            plan.setAutoCommit(false);
            statement.execute(
                    "insert into assignment (rollout_id, vm_id, phase, region, step, zone, batch, state, changed_at) values ('rollout', 'vm4', 1, 'east', 1, '-', 1, 'Waiting', now())");
            database.run("update vm set deleted = true where vm_id = 'vm4'");
            plan.commit();
        }
        assertThat(database.texts("select vm_id from assignment where gone")).isEmpty();

        database.run("select fold_tallies()");

        assertThat(database.texts("select vm_id from assignment where gone")).containsExactly("vm4");
        assertThat(database.texts(TALLIES)).isEqualTo(database.texts(COUNTED));
    }

    private static String anyChange(Random random) {
        String vm = "'vm" + random.nextInt(30) + "'";
        return switch (random.nextInt(5)) {
            case 0 -> "update assignment set state = '" + state(random) + "' where vm_id = " + vm;
            case 1 ->
                "update assignment set hold = " + hold(random) + " where region = '"
                        + (random.nextBoolean() ? "east" : "west") + "'";
            case 2 -> "delete from assignment where vm_id = " + vm;
            case 3 ->
                "insert into assignment (rollout_id, vm_id, phase, region, step, zone, batch, state, changed_at) values ('rollout', "
                        + vm + ", 2, 'east', 1, '-', " + (1 + random.nextInt(3))
                        + ", 'Waiting', now()) on conflict do nothing";
            default -> "update vm set deleted = true where vm_id = " + vm;
        };
    }

    private static String state(Random random) {
        return List.of("Waiting", "InFlight", "Succeeded", "Failed").get(random.nextInt(4));
    }

    private static String hold(Random random) {
        return List.of("null", "'OutsideWindow'", "'ZoneBusy'").get(random.nextInt(3));
    }
}
