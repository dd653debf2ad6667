package dev.offpeak.orchestrator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.offpeak.orchestrator.store.InterlockDatabase.Refused;
import dev.offpeak.rules.Rule;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each interlock tried directly: the database refuses, whoever asks, and names the holder. */
class InterlocksTest {
    private InterlockDatabase database;

    @BeforeEach
    void migrate() {
        database = new InterlockDatabase();
        database.pair("northeurope", "westeurope");
        database.vm("west1", "westeurope", "1", null, 0);
        database.vm("west2", "westeurope", "2", null, 0);
        database.vm("westNone", "westeurope", "-", null, 0);
        database.vm("north1", "northeurope", "1", null, 0);
        database.vm("south1", "uksouth", "1", null, 0);
    }

    @Test
    @Rule("O2")
    @DisplayName("O2: the two regions of a pair are never in flight together, whichever comes first")
    void pairsAreKeptApart() {
        database.order("west1");

        assertRefused("north1", "OP001", "held by westeurope");
        assertThatCode(() -> database.order("south1")).doesNotThrowAnyException();

        database.run("delete from in_flight where vm_id = 'west1'");
        database.order("north1");
        assertRefused("west1", "OP001", "held by northeurope");
    }

    @Test
    @Rule("O4")
    @DisplayName("O4: two zones of a region are never in flight together, and no zone counts as one")
    void zonesAreKeptApart() {
        database.order("west1");

        assertRefused("west2", "OP002", "held by 1");
        assertRefused("westNone", "OP002", "held by 1");

        database.run("delete from in_flight");
        database.order("westNone");
        assertRefused("west1", "OP002", "held by -");
    }

    @Test
    @Rule("O4")
    @DisplayName("O4: a VM without a zone must say so; null slips through nothing")
    void aZoneIsNeverNull() {
        assertThatThrownBy(
                        () -> database.run(
                                "insert into in_flight values ('west1', 'a', 'rollout', 's', 'westeurope', null, null, null, now(), now(), now())"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.state()).isEqualTo("23502"));
        assertNothingBusy();
    }

    @Test
    @Rule("O6")
    @DisplayName("O6: one update domain of a set at a time; below ten VMs one by one, from ten on 20 % rounded down")
    void setsAreHeldTogether() {
        int[] sizes = {1, 9, 10, 14, 15, 40};
        int[] caps = {1, 1, 2, 2, 3, 8};
        for (int i = 0; i < sizes.length; i++) {
            for (int vm = 0; vm < sizes[i]; vm++) {
                database.vm("set" + sizes[i] + "-" + vm, "uksouth", "1", "set" + sizes[i], vm == 0 ? 1 : 0);
            }
        }
        for (int i = 1; i < sizes.length; i++) {
            for (int vm = 1; vm <= caps[i]; vm++) {
                database.order("set" + sizes[i] + "-" + vm);
            }
            if (caps[i] + 1 < sizes[i]) {
                assertRefused("set" + sizes[i] + "-" + (caps[i] + 1), "OP004", "held by 0 with " + caps[i]);
            }
            assertRefused("set" + sizes[i] + "-0", "OP003", "held by 0");
        }
        database.order("set1-0");
    }

    @Test
    @Rule("O7")
    @DisplayName("O7: a set is held while a VM of it is not healthy; the VM itself may be tried again")
    void anUnhealthyPeerHoldsTheSet() {
        for (int vm = 0; vm < 3; vm++) {
            database.vm("peer" + vm, "uksouth", "1", "peers", vm);
        }
        database.run(
                "insert into set_hold (availability_set, vm_id, since, why) values ('peers', 'peer0', now(), 'silent')");

        assertRefused("peer1", "OP005", "peer0 is not healthy (silent)");
        database.order("peer0");
        database.run("delete from in_flight");
        database.run("delete from set_hold");
        database.order("peer1");
    }

    @Test
    @DisplayName("One installation per VM at a time; what could not be ordered claims nothing")
    void oneInstallationPerVm() {
        database.order("west1");

        assertRefused("west1", "23505", "in_flight_pkey");
        database.run(
                "insert into in_flight select vm_id, 'again', rollout_id, subscription_id, region, zone, null, null, now(), now(), now() from in_flight on conflict do nothing");

        assertThat(database.texts("select n from busy")).containsOnly("1");
    }

    @Test
    @DisplayName("An order in flight never changes, and pairs never change under it")
    void whatIsInFlightStandsStill() {
        database.order("west1");

        assertRefusal("update in_flight set zone = '2'", "OP008");
        assertRefusal("truncate in_flight", "OP008");
        assertRefusal("insert into pair_edge values ('uksouth', 'westeurope')", "OP007");
        assertRefusal("delete from pair_edge", "OP007");
        assertRefusal("update pair_edge set second = 'x'", "OP007");
        assertThatCode(() -> database.run("insert into pair_edge values ('uksouth', 'ukwest')"))
                .doesNotThrowAnyException();
    }

    @Test
    @DisplayName("A region may be in several pairs; all of them are claimed, and all of them freed")
    void aRegionMayHaveSeveralPairs() {
        database.pair("uksouth", "westeurope");

        database.order("west1");

        assertRefused("north1", "OP001", "westeurope");
        assertRefused("south1", "OP001", "westeurope");
        database.run("delete from in_flight");
        assertNothingBusy();
        database.order("north1");
        database.order("south1");
    }

    @Test
    @DisplayName("History keeps every claim and every end")
    void historyIsWrittenByTheDatabase() {
        database.order("west1");
        database.run("delete from in_flight");

        assertThat(database.texts("select event || ' ' || vm_id from in_flight_history order by id"))
                .containsExactly("Claimed west1", "Freed west1");
    }

    @Test
    @DisplayName("Of two transactions that want two zones at once, the second waits for the first and is refused")
    void twoSessionsSeeEachOther() throws Exception {
        try (Connection first = database.connect()) {
            first.setAutoCommit(false);
            InterlockDatabase.order(first, "west1");
            CompletableFuture<Void> second = CompletableFuture.runAsync(() -> database.order("west2"));
            awaitBlocked();

            first.commit();

            assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.state())
                            .isEqualTo("OP002"));
        }
    }

    @Test
    @DisplayName("Of two last orders that end at once neither leaves a key behind, and who waited gets the slot")
    void endingAtOnceLeavesNothing() throws Exception {
        database.vm("west1b", "westeurope", "1", null, 0);
        database.order("west1");
        database.order("west1b");
        try (Connection first = database.connect();
                Connection second = database.connect()) {
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            InterlockDatabase.end(first, "west1");
            CompletableFuture<Void> ending = CompletableFuture.runAsync(() -> {
                try {
                    InterlockDatabase.end(second, "west1b");
                    second.commit();
                } catch (SQLException e) {
                    throw new Refused(e);
                }
            });
            awaitBlocked();
            first.commit();
            ending.get(10, TimeUnit.SECONDS);
        }
        assertNothingBusy();
        database.order("west2");
    }

    @Test
    @DisplayName("take_slots takes what is free, says of each other VM who holds it, and numbers orders upwards")
    void slotsAreTakenAsFarAsTheyAreFree() {
        assertThat(database.texts(take("westeurope", "west1", "west2", "west1", "north1", "nobody")))
                .containsExactly("west1:1:", "west2::OP002", "west1::OP006", "north1::OP009", "nobody::OP009");
        database.run("delete from in_flight");
        assertThat(database.texts(take("westeurope", "west1"))).containsExactly("west1:2:");
        database.run("delete from in_flight");
        database.run("update assignment set state = 'Succeeded' where vm_id = 'west1'");
        assertThat(database.texts(take("westeurope", "west1"))).containsExactly("west1::OP009");
        assertNothingBusy();
    }

    @Test
    @Rule("O5")
    @DisplayName("O5: a subscription's share of its VMs outside sets holds whoever dispatches")
    void theShareOfASubscriptionHoldsWhoeverDispatches() {
        database.vm("alone1", "westeurope", "1", null, 0);
        database.vm("alone2", "westeurope", "1", null, 0);

        assertThat(database.texts(take(2, "westeurope", "west1", "alone1", "alone2")))
                .containsExactly("west1:1:", "alone1:2:", "alone2::OP011");
        assertThat(database.texts(take(3, "westeurope", "alone2"))).containsExactly("alone2:3:");
    }

    private static String take(String region, String... vms) {
        return take(1000, region, vms);
    }

    private static String take(int cap, String region, String... vms) {
        String list = "array['" + String.join("','", vms) + "']";
        return "select slot_vm || ':' || coalesce(slot_order::text, '') || ':' || coalesce(refused, '') from take_slots('"
                + region
                + "', 'rollout', " + list + ", (select array_agg(gen_random_uuid()::text) from unnest(" + list
                + ")), now(), array_fill(now(), array[" + vms.length + "]), array_fill(now(), array[" + vms.length
                + "]), array_fill(" + cap + ", array[" + vms.length + "]))";
    }

    private void assertRefused(String vm, String state, String says) {
        assertThatThrownBy(() -> database.order(vm))
                .hasMessageContaining(says)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.state()).isEqualTo(state));
    }

    private void assertRefusal(String sql, String state) {
        assertThatThrownBy(() -> database.run(sql))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.state()).isEqualTo(state));
    }

    private void assertNothingBusy() {
        assertThat(database.texts("select kind || key from busy")).isEmpty();
    }

    private void awaitBlocked() {
        await().atMost(10, TimeUnit.SECONDS)
                .until(() -> !database.texts("select pid::text from pg_locks where not granted")
                        .isEmpty());
    }
}
