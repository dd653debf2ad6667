package dev.offpeak.orchestrator.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many sessions that order and end without any plan, while one looks on: no rule is broken at any moment, and nothing is left. */
class InterlocksUnderFireTest {
    private static final int WRITERS = 16;
    private static final int TRIES = 120;
    private static final String[] REGIONS = {"a", "b", "c", "d"};

    private enum What {
        ORDERED,
        REFUSED,
        DEADLOCKED
    }

    private final InterlockDatabase database = new InterlockDatabase();
    private final List<String> vms = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
    private final Map<What, AtomicInteger> seen = new EnumMap<>(What.class);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    @Rule({"O2", "O4", "O6"})
    @DisplayName("O2, O4, O6: 16 writers break no rule in any snapshot, and drain to empty")
    void noRuleBreaksUnderFire() throws Exception {
        // b is paired twice; c with nobody but b.
        database.pair("a", "b");
        database.pair("b", "c");
        for (String region : REGIONS) {
            for (int i = 0; i < 4; i++) {
                vm(region, i < 2 ? "1" : "-", null, 0);
            }
            for (int i = 0; i < 12; i++) {
                vm(region, "-", "set-" + region, i % 3);
            }
        }
        for (What what : What.values()) {
            seen.put(what, new AtomicInteger());
        }
        ExecutorService pool = Executors.newFixedThreadPool(WRITERS + 1);
        Future<?> looking = pool.submit(this::lookOn);
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int seed = i;
            writers.add(pool.submit(() -> write(new Random(seed))));
        }
        for (Future<?> writer : writers) {
            writer.get(2, TimeUnit.MINUTES);
        }
        stopped.set(true);
        looking.get(1, TimeUnit.MINUTES);
        pool.shutdown();

        assertThat(broken).isEmpty();
        assertThat(looks).hasValueGreaterThan(10);
        assertThat(seen.get(What.ORDERED)).hasValueGreaterThan(WRITERS);
        assertThat(seen.get(What.REFUSED)).hasValueGreaterThan(WRITERS);
        assertThat(database.texts("select vm_id from in_flight")).isEmpty();
        assertThat(database.texts("select kind || ' ' || key from busy")).isEmpty();
        assertThat(database.texts(
                        "select event || ' ' || count(*) from in_flight_history group by event order by event"))
                .containsExactly(
                        "Claimed " + seen.get(What.ORDERED).get(),
                        "Freed " + seen.get(What.ORDERED).get());
    }

    private void vm(String region, String zone, String set, int domain) {
        String id = "vm" + vms.size();
        vms.add(id);
        database.vm(id, region, zone, set, domain);
    }

    private void lookOn() {
        try (Connection connection = database.connect()) {
            while (!stopped.get()) {
                broken.addAll(InterlockDatabase.violations(connection));
                looks.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(Random random) {
        List<String> mine = new ArrayList<>();
        try (Connection connection = database.connect()) {
            for (int i = 0; i < TRIES; i++) {
                String vm = vms.get(random.nextInt(vms.size()));
                if (tried(connection, vm)) {
                    mine.add(vm);
                }
                if (!mine.isEmpty() && random.nextInt(3) > 0) {
                    end(connection, mine.remove(random.nextInt(mine.size())));
                }
            }
            for (String vm : mine) {
                end(connection, vm);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean tried(Connection connection, String vm) throws SQLException {
        while (true) {
            try {
                InterlockDatabase.order(connection, vm);
                seen.get(What.ORDERED).incrementAndGet();
                return true;
            } catch (SQLException e) {
                if (e.getSQLState().equals("40P01")) {
                    seen.get(What.DEADLOCKED).incrementAndGet();
                    continue;
                }
                if (!e.getSQLState().startsWith("OP") && !e.getSQLState().equals("23505")) {
                    throw e;
                }
                seen.get(What.REFUSED).incrementAndGet();
                return false;
            }
        }
    }

    private void end(Connection connection, String vm) throws SQLException {
        while (true) {
            try {
                InterlockDatabase.end(connection, vm);
                return;
            } catch (SQLException e) {
                if (!e.getSQLState().equals("40P01")) {
                    throw e;
                }
                seen.get(What.DEADLOCKED).incrementAndGet();
            }
        }
    }
}
