package dev.offpeak.compute.enablement;

import static dev.offpeak.compute.work.AgentsDatabase.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.compute.work.AgentsDatabase;
import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.ReportReceipt;
import dev.offpeak.contracts.message.WindowPolicyChanged;
import dev.offpeak.rules.Rule;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EnablementStepsTest {
    private final AgentsDatabase database = new AgentsDatabase();
    private final AgentsDatabase.Replica replica = database.replica();
    private final AgentsDatabase.Replica other = database.replica();
    private final EnablementSteps steps = EnablementParts.of(database, replica);
    private final EnablementSteps otherSteps = EnablementParts.of(database, other);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    @Rule("E1")
    @DisplayName("E1: when a window opens for hundreds of VMs, two replicas ask each guest once")
    void twoReplicasAskEachGuestOnce() {
        database.createVms(replica, 700);

        int looked = 0;
        for (int i = 0; i < 5; i++) {
            List<Uni<Integer>> rounds = new ArrayList<>();
            rounds.add(steps.round());
            rounds.add(otherSteps.round());
            looked += get(Uni.join().all(rounds).andFailFast()).stream()
                    .mapToInt(Integer::intValue)
                    .sum();
        }

        assertThat(looked).isEqualTo(700);
        assertThat(database.count(replica, "SELECT count(*) FROM enablement WHERE state = 'Installing' AND steps = 1"))
                .isEqualTo(700);
        assertThat(database.count(replica, "SELECT count(DISTINCT activity_id) FROM enablement"))
                .isEqualTo(700);
    }

    @Test
    @Rule({"E1", "E4"})
    @DisplayName("E1, E4: report, then assessment, then enabled, each told to the other services")
    void reportThenAssessmentThenEnabled() {
        UUID vm = database.createVms(replica, 1).get(0);
        get(steps.round());

        ReportReceipt first = report(vm, 1, PatchOperationStatus.IN_PROGRESS);
        ReportReceipt done = report(vm, 2, PatchOperationStatus.SUCCEEDED);
        ReportReceipt again = report(vm, 2, PatchOperationStatus.SUCCEEDED);
        replica.inTransaction(tx -> steps.assessed(tx, vm));
        replica.inTransaction(tx -> steps.assessed(tx, vm));

        assertThat(first.proceed()).isTrue();
        assertThat(done.accepted()).isTrue();
        assertThat(again.accepted()).isFalse();
        assertThat(database.sent(replica, "VmChanged"))
                .extracting(message ->
                        message.get("vm").path("patchExtensionVersion").asText() + " "
                                + message.get("vm").get("enabled").asBoolean())
                .containsExactly("1.5.62 false", "1.5.62 true");
    }

    @Test
    @Rule("E2")
    @DisplayName("E2: a step that its window's end interrupts is asked again in the next window")
    void goesOnInTheNextWindow() {
        UUID vm = database.createVms(replica, 1).get(0);
        get(steps.round());
        String firstStep = activity(vm);

        database.clock.advance(Duration.ofHours(6));
        get(steps.round());
        assertThat(database.count(replica, "SELECT count(*) FROM enablement WHERE state = 'Waiting'"))
                .isEqualTo(1);
        database.clock.advance(Duration.ofHours(18));
        get(steps.round());

        assertThat(activity(vm)).isNotEqualTo(firstStep);
        assertThat(get(steps.reported(vm, reportOf(firstStep, 9, PatchOperationStatus.SUCCEEDED)))
                        .accepted())
                .isFalse();
    }

    @Test
    @Rule("U1")
    @DisplayName(
            "U1: a window that opens now for a subscription, a group or a VM wakes its VMs and no others; the narrowest counts")
    void changedWindowIsFollowedWhileWaiting() {
        List<UUID> vms = database.createVms(replica, 3);
        database.clock.advance(Duration.ofHours(12));
        get(steps.round());
        assertThat(installing()).isZero();

        policy("/g/" + vms.get(0), 1, 11, 14);
        assertThat(database.count(replica, "SELECT count(*) FROM enablement WHERE due_at = 'epoch'"))
                .isEqualTo(1);
        get(steps.round());
        assertThat(installing()).isEqualTo(1);

        policy("/g", 1, 3, 4);
        policy("/subscriptions/" + AgentsDatabase.SUBSCRIPTION, 1, 11, 14);
        policy("/", 1, 11, 14);
        get(steps.round());
        assertThat(installing()).isEqualTo(1);

        policy("/g", 2, 11, 15);
        policy("/g", 1, 3, 4);
        get(steps.round());
        assertThat(installing()).isEqualTo(3);
    }

    @Test
    @Rule({"U1", "E2"})
    @DisplayName(
            "U1, E2: a window that closes while a guest works withdraws its step, and tells the guest by its goal state")
    void windowThatClosesWithdrawsTheStep() {
        database.createVms(replica, 1);
        get(steps.round());
        long revision = database.count(replica, "SELECT max(revision) FROM agent");

        policy("/g", 1, 3, 4);
        get(otherSteps.round());

        assertThat(installing()).isZero();
        assertThat(database.count(replica, "SELECT max(revision) FROM agent")).isGreaterThan(revision);
    }

    @Test
    @Rule("E1")
    @DisplayName(
            "E1: a newer extension of the platform is rolled out off-peak after a start with it; the VMs stay enabled")
    void newerExtensionIsRolledOutAfterAStart() {
        database.createVms(replica, 3);
        database.enableAll(replica);
        EnablementSteps newer = EnablementParts.of(database, database.replica("windows-extension-version", "2.0.0"));
        database.clock.advance(Duration.ofHours(12));

        get(new EnablementStore().wakeEnabled(replica.pool));
        get(newer.round());
        assertThat(database.count(replica, "SELECT count(*) FROM enablement WHERE state = 'UpdateDue'"))
                .isEqualTo(3);
        database.clock.advance(Duration.ofHours(12));
        get(newer.round());

        assertThat(database.count(replica, "SELECT count(*) FROM enablement WHERE state = 'Updating'"))
                .isEqualTo(3);
        assertThat(database.count(replica, "SELECT count(*) FROM virtual_machine WHERE enabled"))
                .isEqualTo(3);
    }

    @Test
    @Rule("U1")
    @DisplayName(
            "U1: the hours of a tag outrank those of the group, whatever the casing; once removed, an older message does not bring them back")
    void hoursOfATagOutrankThoseOfTheGroup() {
        List<UUID> vms = database.createVms(replica, 3);
        get(replica.pool
                .preparedQuery("UPDATE virtual_machine SET tags = '{\"Shift\": \"Day\"}' WHERE vm_id = $1")
                .execute(Tuple.of(vms.get(1))));
        database.clock.advance(Duration.ofHours(12));
        policy("/g", 1, 3, 4);
        get(steps.round());

        policy("/tags/shift/day", 1, 11, 14);
        assertThat(database.count(replica, "SELECT count(*) FROM enablement WHERE due_at = 'epoch'"))
                .isEqualTo(1);
        get(steps.round());
        assertThat(installing()).isEqualTo(1);

        replica.inTransaction(tx -> replica.windows.changed(
                tx, new WindowPolicyChanged("/tags/shift/day", LocalTime.of(11, 0), LocalTime.of(14, 0), 2, true)));
        policy("/tags/shift/day", 1, 11, 14);
        get(steps.round());
        assertThat(installing()).isZero();
    }

    private void policy(String scope, long version, int fromHour, int toHour) {
        replica.inTransaction(tx -> replica.windows.changed(
                tx,
                new WindowPolicyChanged(scope, LocalTime.of(fromHour, 0), LocalTime.of(toHour, 0), version, false)));
    }

    private long installing() {
        return database.count(replica, "SELECT count(*) FROM enablement WHERE state = 'Installing'");
    }

    private ReportReceipt report(UUID vm, long sequence, PatchOperationStatus status) {
        return get(steps.reported(vm, reportOf(step(vm), sequence, status)));
    }

    /** The step asked for, or one that is not. */
    private String step(UUID vm) {
        return Optional.ofNullable(activity(vm)).orElse("none");
    }

    private String activity(UUID vm) {
        return get(replica.pool
                        .preparedQuery("SELECT activity_id FROM enablement WHERE vm_id = $1")
                        .execute(Tuple.of(vm)))
                .iterator()
                .next()
                .getString(0);
    }

    private static ExtensionReport reportOf(String activityId, long sequence, PatchOperationStatus status) {
        return new ExtensionReport(
                activityId,
                sequence,
                status,
                status.isTerminal() ? Optional.of("1.5.62") : Optional.empty(),
                NativeUpdates.TURN_OFF,
                Optional.empty());
    }
}
