package dev.offpeak.compute.health;

import static dev.offpeak.compute.work.AgentsDatabase.NIGHT;
import static dev.offpeak.compute.work.AgentsDatabase.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.compute.enablement.EnablementParts;
import dev.offpeak.compute.work.AgentsDatabase;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.HeartbeatReceipt;
import dev.offpeak.rules.Rule;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
    private final AgentsDatabase database = new AgentsDatabase();
    private final Parts one = new Parts(database.replica());
    private final Parts two = new Parts(database.replica());

    /** Health of one replica. */
    private final class Parts {
        final AgentsDatabase.Replica replica;
        final HeartbeatWriter writer;
        final Heartbeats heartbeats;
        final Verdicts verdicts;

        Parts(AgentsDatabase.Replica replica) {
            this.replica = replica;
            Pace pace = new Pace(replica.config, database.clock.clock());
            verdicts = new Verdicts(
                    replica.transactions, replica.pool, replica.guests, replica.goals, pace, database.clock.clock());
            writer = new HeartbeatWriter(
                    replica.transactions,
                    replica.pool,
                    replica.guests,
                    EnablementParts.of(database, replica),
                    verdicts,
                    replica.config,
                    database.clock.clock());
            heartbeats = new Heartbeats(replica.pool, writer, pace, replica.config, database.clock.clock());
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void thousandsOfHeartbeatsThatChangeNothingWriteOnce() {
        List<UUID> vms = database.createVms(one.replica, 300);
        beatAll(vms, one);
        long told = database.sent(one.replica, "VmChanged").size();
        long written = heartbeatWrites();

        for (int i = 0; i < 10; i++) {
            beatAll(vms, one);
            beatAll(vms, two);
        }

        assertThat(database.sent(one.replica, "VmChanged")).hasSize((int) told);
        assertThat(heartbeatWrites()).isEqualTo(written);
        assertThat(database.count(one.replica, "SELECT count(*) FROM heartbeat"))
                .isEqualTo(300);
    }

    @Test
    @Rule("E5")
    @DisplayName("E5: what the agent lacks is told, and that it lacks nothing any more")
    void readinessIsTold() {
        UUID vm = database.createVms(one.replica, 1).get(0);

        beat(one, vm, "boot-1", true, List.of("Windows Update is disabled."));
        beat(one, vm, "boot-1", true, List.of());

        assertThat(database.sent(one.replica, "VmChanged"))
                .extracting(message -> message.get("vm").get("agentReady").asBoolean())
                .containsExactly(false, true);
    }

    @Test
    void badHealthIsToldOnceWithItsBoot() {
        UUID vm = database.createVms(one.replica, 1).get(0);

        beat(one, vm, "boot-1", false, List.of());
        beat(two, vm, "boot-1", false, List.of());

        assertThat(database.sent(one.replica, "VmHealthChanged"))
                .extracting(message -> message.get("health").asText() + " "
                        + message.get("bootId").asText())
                .containsExactly("Unhealthy boot-1");
        assertThat(database.count(one.replica, "SELECT version FROM virtual_machine"))
                .isEqualTo(3);
    }

    @Test
    @Rule("E5")
    @DisplayName("E5: two replicas notice each silent agent once")
    void silenceIsNoticedOnce() {
        List<UUID> vms = database.createVms(one.replica, 200);
        beatAll(vms, one);
        get(one.replica
                .pool
                .query("UPDATE heartbeat SET heard_at = heard_at - interval '4 minutes'")
                .execute());

        List<Uni<Integer>> rounds = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            rounds.add(one.writer.lapse(180_000));
            rounds.add(two.writer.lapse(180_000));
        }
        get(Uni.join().all(rounds).andFailFast());

        assertThat(database.sent(one.replica, "VmHealthChanged")).hasSize(200);
        assertThat(database.count(
                        one.replica,
                        "SELECT count(*) FROM virtual_machine WHERE NOT agent_ready AND health = 'Unknown'"))
                .isEqualTo(200);
        beatAll(vms, two);
        assertThat(database.count(one.replica, "SELECT count(*) FROM virtual_machine WHERE agent_ready"))
                .isEqualTo(200);
    }

    @Test
    @Rule("E1")
    @DisplayName("E1: an extension that got lost is noticed and repaired by a new step")
    void lostExtensionIsNoticed() {
        UUID vm = database.createVms(one.replica, 1).get(0);
        database.enableAll(one.replica);
        get(one.replica
                .pool
                .query("UPDATE enablement SET real_entered_at = clock_timestamp() - interval '1 minute'")
                .execute());

        beat(one, vm, "boot-1", true, List.of());
        get(EnablementParts.of(database, one.replica).round());

        assertThat(database.count(one.replica, "SELECT count(*) FROM enablement WHERE state = 'Installing'"))
                .isEqualTo(1);
        assertThat(database.count(
                        one.replica,
                        "SELECT count(*) FROM virtual_machine WHERE NOT enabled AND patch_extension_version IS NULL"))
                .isEqualTo(1);
    }

    @Test
    @Rule("E1")
    @DisplayName(
            "E1: an older version, as after the disk was restored, is noticed and updated off-peak; the VM stays enabled")
    void olderExtensionIsNoticed() {
        UUID vm = database.createVms(one.replica, 1).get(0);
        database.enableAll(one.replica);
        get(one.replica
                .pool
                .query("UPDATE enablement SET real_entered_at = clock_timestamp() - interval '1 minute'")
                .execute());

        get(one.heartbeats.heard(
                vm,
                new Heartbeat(
                        "boot-1", "0.1.0", Optional.of("1.4.0"), true, List.of(), "Windows Server", "10.0", "vm")));
        get(EnablementParts.of(database, one.replica).round());

        assertThat(database.count(one.replica, "SELECT count(*) FROM enablement WHERE state = 'Updating'"))
                .isEqualTo(1);
        assertThat(database.count(
                        one.replica,
                        "SELECT count(*) FROM virtual_machine WHERE enabled AND patch_extension_version = '1.4.0'"))
                .isEqualTo(1);
    }

    @Test
    @Rule("E5")
    @DisplayName(
            "E5: a copy that shares the credential blocks the VM until it is silent for long enough, over restarts too")
    void copyBlocksUntilItIsGone() {
        UUID vm = database.createVms(one.replica, 1).get(0);
        beat(one, vm, "original", true, List.of());
        database.clock.advance(Duration.ofMinutes(1));
        beat(two, vm, "copy", true, List.of());
        database.clock.advance(Duration.ofMinutes(1));
        beat(one, vm, "original", true, List.of());

        Parts restarted = new Parts(database.replica());
        assertThat(database.sent(one.replica, "VmChanged")
                        .get(database.sent(one.replica, "VmChanged").size() - 1)
                        .at("/vm/missingRequirements/0")
                        .asText())
                .contains("Two guests speak for this VM");
        beat(restarted, vm, "original", true, List.of());
        assertThat(readyVms()).isZero();

        database.clock.advance(Duration.ofMinutes(10));
        beat(restarted, vm, "original", true, List.of());

        assertThat(readyVms()).isEqualTo(1);
    }

    @Test
    @Rule({"O3", "E5"})
    @DisplayName("O3, E5: a heartbeat that was under way while the guest rebooted changes nothing")
    void lateHeartbeatOfTheLastBootChangesNothing() {
        UUID vm = database.createVms(one.replica, 1).get(0);
        beat(one, vm, "boot-1", true, List.of());
        beat(one, vm, "boot-2", true, List.of());

        beat(two, vm, "boot-1", false, List.of("stale"));

        assertThat(readyVms()).isEqualTo(1);
        assertThat(database.count(
                        one.replica,
                        "SELECT count(*) FROM virtual_machine WHERE boot_id = 'boot-2' AND health = 'Healthy'"))
                .isEqualTo(1);
        assertThat(database.count(one.replica, "SELECT count(*) FROM agent WHERE rivals_since IS NOT NULL"))
                .isZero();
    }

    @Test
    void anOldCredentialIsAskedToBeReplaced() {
        UUID vm = database.createVms(one.replica, 1).get(0);

        assertThat(beat(one, vm, "boot-1", true, List.of()).orElseThrow().rotateCredential())
                .isFalse();
        get(one.replica
                .pool
                .query("UPDATE agent SET real_credential_at = clock_timestamp() - interval '91 days'")
                .execute());
        assertThat(beat(two, vm, "boot-1", true, List.of()).orElseThrow().rotateCredential())
                .isTrue();
    }

    private long readyVms() {
        return database.count(one.replica, "SELECT count(*) FROM virtual_machine WHERE agent_ready");
    }

    @Test
    @Rule("O3")
    @DisplayName("O3: good signals until the end of the verification time make the verdict, once")
    void verdictComesWithTheHeartbeatAtTheEnd() {
        UUID vm = database.createVms(one.replica, 1).get(0);
        verify(vm);

        HeartbeatReceipt receipt = beat(one, vm, "boot-2", true, List.of()).orElseThrow();
        for (int i = 0; i < 3; i++) {
            database.clock.advance(Duration.ofMinutes(1));
            beat(i % 2 == 0 ? one : two, vm, "boot-2", true, List.of());
        }
        assertThat(database.sent(one.replica, "VmHealthObserved")).isEmpty();
        for (int i = 0; i < 3; i++) {
            database.clock.advance(Duration.ofMinutes(1));
            beat(two, vm, "boot-2", true, List.of());
        }

        assertThat(receipt.heartbeatSeconds()).isEqualTo(60);
        assertThat(database.sent(one.replica, "VmHealthObserved"))
                .extracting(message -> message.get("verdict").asText() + " "
                        + message.get("bootId").asText())
                .containsExactly("Healthy boot-2");
    }

    @Test
    @Rule({"O3", "O7"})
    @DisplayName("O3, O7: silence is unknown when the verification time is over; two replicas say so once")
    void silentVerificationIsUnknown() {
        UUID vm = database.createVms(one.replica, 1).get(0);
        verify(vm);
        database.clock.advance(Duration.ofMinutes(6));

        get(Uni.join().all(List.of(one.verdicts.round(), two.verdicts.round())).andFailFast());
        get(one.verdicts.round());

        assertThat(database.sent(one.replica, "VmHealthObserved"))
                .extracting(message -> message.get("verdict").asText())
                .containsExactly("Unknown");
    }

    @Test
    void heartbeatOfAVmThatIsGoneHasNoReceipt() {
        assertThat(beat(one, UUID.randomUUID(), "boot-1", true, List.of())).isEmpty();
    }

    /** A verification of five minutes that begins now. */
    private void verify(UUID vm) {
        get(one.replica
                .pool
                .preparedQuery(
                        "INSERT INTO verification (activity_id, vm_id, began_heard_at, until_at, verification_millis,"
                                + " reported_boot, reboot_expected) VALUES ('a1', $1, $2, $3, 300000, 'boot-2', false)")
                .execute(Tuple.of(
                        vm,
                        NIGHT.minusSeconds(1).atOffset(ZoneOffset.UTC),
                        NIGHT.plusSeconds(300).atOffset(ZoneOffset.UTC))));
    }

    private long heartbeatWrites() {
        return database.count(
                one.replica, "SELECT sum(('x' || right(md5(xmin::text), 8))::bit(32)::bigint)::bigint FROM heartbeat");
    }

    private void beatAll(List<UUID> vms, Parts parts) {
        get(Uni.join()
                .all(vms.stream()
                        .map(vm -> parts.heartbeats.heard(vm, heartbeat("boot-1", true, List.of())))
                        .toList())
                .andFailFast());
    }

    private static Optional<HeartbeatReceipt> beat(
            Parts parts, UUID vm, String boot, boolean healthy, List<String> missing) {
        return get(parts.heartbeats.heard(vm, heartbeat(boot, healthy, missing)));
    }

    private static Heartbeat heartbeat(String boot, boolean healthy, List<String> missing) {
        return new Heartbeat(boot, "0.1.0", Optional.empty(), healthy, missing, "Windows Server", "10.0", "vm");
    }
}
