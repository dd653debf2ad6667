package dev.offpeak.compute.work;

import static dev.offpeak.compute.work.AgentsDatabase.NIGHT;
import static dev.offpeak.compute.work.AgentsDatabase.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.agent.ReportReceipt;
import dev.offpeak.contracts.message.CancelInstallation;
import dev.offpeak.contracts.message.InstallPatches;
import dev.offpeak.rules.Rule;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InstallationOrdersTest {
    private static final Instant NOT_AFTER = NIGHT.plus(Duration.ofHours(3));
    private final AgentsDatabase database = new AgentsDatabase();
    private final AgentsDatabase.Replica replica = database.replica("report-grace", "0s");
    private final AgentsDatabase.Replica other = database.replica("report-grace", "0s");
    private List<UUID> vms;

    @BeforeEach
    void createVms() {
        vms = database.createVms(replica, 20);
        database.enableAll(replica);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void orderIsStoredOnceAndAnnounced() {
        long before = revision(vms.get(0));

        give(order(vms.get(0), "a1", 1, 0));
        give(order(vms.get(0), "a1", 1, 0));

        assertThat(database.count(replica, "SELECT count(*) FROM installation_order"))
                .isEqualTo(1);
        assertThat(revision(vms.get(0))).isGreaterThan(before);
        assertThat(database.sent(replica, "InstallationRefused")).isEmpty();
    }

    @Test
    @Rule("O7")
    @DisplayName("O7: a second order for a VM is refused until the first one's verdict")
    void secondOrderIsRefused() {
        give(order(vms.get(0), "a1", 1, 0));
        give(order(vms.get(0), "a2", 2, 0));

        assertThat(database.sent(replica, "InstallationRefused"))
                .extracting(refused -> refused.get("reason").asText())
                .containsExactly("INSTALLATION_IN_PROGRESS");
    }

    @Test
    void orderForAVmThatIsGoneIsRefused() {
        give(order(UUID.randomUUID(), "a1", 1, 0));

        assertThat(database.sent(replica, "InstallationRefused"))
                .extracting(refused -> refused.get("reason").asText())
                .containsExactly("VM_NOT_FOUND");
    }

    @Test
    void guestAsksLeaveGetsFurtherAndEnds() {
        UUID vm = vms.get(0);
        give(order(vm, "a1", 1, 0));

        ReportReceipt leave = report(vm, 1, PatchOperationStatus.IN_PROGRESS);
        ReportReceipt again = report(vm, 1, PatchOperationStatus.IN_PROGRESS);
        ReportReceipt end = report(vm, 2, PatchOperationStatus.SUCCEEDED);
        ReportReceipt endAgain = report(vm, 2, PatchOperationStatus.SUCCEEDED);
        ReportReceipt late = report(vm, 3, PatchOperationStatus.FAILED);

        assertThat(leave.proceed()).isTrue();
        assertThat(again.proceed()).isTrue();
        assertThat(end.accepted()).isTrue();
        assertThat(endAgain.accepted()).isTrue();
        assertThat(late.accepted()).isFalse();
        assertThat(database.sent(replica, "InstallationProgressed")).hasSize(1);
        assertThat(database.sent(replica, "InstallationEnded")).hasSize(1);
        assertThat(database.count(replica, "SELECT count(*) FROM verification WHERE verdict IS NULL"))
                .isEqualTo(1);
    }

    @Test
    void reportOfAnotherVmsActivityChangesNothing() {
        give(order(vms.get(0), "a1", 1, 0));

        ReportReceipt foreign = report(vms.get(1), 1, PatchOperationStatus.IN_PROGRESS);

        assertThat(foreign.accepted()).isFalse();
        assertThat(foreign.proceed()).isFalse();
        assertThat(report(vms.get(0), 1, PatchOperationStatus.IN_PROGRESS).proceed())
                .isTrue();
    }

    @Test
    @Rule("U6")
    @DisplayName("U6: stopping a rollout withdraws what no guest started, and nothing else")
    void raisedFenceWithdrawsWhatIsNotStarted() {
        give(order(vms.get(0), "a1", 1, 0));
        give(order(vms.get(1), "a2", 1, 0));
        get(replica.orders.reported(vms.get(0), reportOf("a1", 1, PatchOperationStatus.IN_PROGRESS)));

        replica.inTransaction(tx -> replica.fences.raise(tx, "rollout", 1));
        replica.inTransaction(tx -> replica.fences.raise(tx, "rollout", 1));

        assertThat(database.sent(replica, "InstallationRefused"))
                .extracting(refused -> refused.get("activityId").asText())
                .containsExactly("a2");
        assertThat(get(replica.orders.reported(vms.get(1), reportOf("a2", 1, PatchOperationStatus.IN_PROGRESS)))
                        .proceed())
                .isFalse();
        assertThat(get(replica.orders.reported(vms.get(0), reportOf("a1", 2, PatchOperationStatus.IN_PROGRESS)))
                        .proceed())
                .isTrue();
        give(order(vms.get(2), "a3", 1, 0));
        assertThat(database.sent(replica, "InstallationRefused"))
                .extracting(refused -> refused.get("reason").asText())
                .containsExactly("FENCED", "FENCED");
    }

    @Test
    void cancelThatOvertakesItsOrderKeepsItOut() {
        replica.inTransaction(tx ->
                replica.orders.cancel(tx, new CancelInstallation(vms.get(0).toString(), "a1", "Withdrawn.")));
        give(order(vms.get(0), "a1", 1, 0));

        assertThat(database.count(replica, "SELECT count(*) FROM installation_order WHERE state = 'Given'"))
                .isZero();
        assertThat(database.sent(replica, "InstallationRefused")).hasSize(1);
    }

    @Test
    @Rule("O7")
    @DisplayName("O7: two replicas end each silent guest's order once, by name")
    void silenceEndsByNameOnce() {
        for (int i = 0; i < vms.size(); i++) {
            give(order(vms.get(i), "a" + i, 1, 0));
        }
        get(replica.pool
                .preparedQuery("UPDATE virtual_machine SET power_state = 'deallocated' WHERE vm_id = $1")
                .execute(Tuple.of(vms.get(3))));
        database.clock.advanceTo(NOT_AFTER.plus(Duration.ofMinutes(9)));
        endOverdueTwice();
        assertThat(database.sent(replica, "InstallationEnded")).isEmpty();

        database.clock.advance(Duration.ofMinutes(1));
        endOverdueTwice();
        endOverdueTwice();

        List<JsonNode> ended = database.sent(replica, "InstallationEnded");
        assertThat(ended).hasSize(vms.size());
        assertThat(ended)
                .extracting(message -> message.get("error").get("code").asText())
                .containsOnly("AgentSilent", "PoweredOff")
                .containsOnlyOnce("PoweredOff");
        assertThat(database.sent(replica, "VmHealthObserved"))
                .hasSize(vms.size())
                .allSatisfy(
                        observed -> assertThat(observed.get("verdict").asText()).isEqualTo("Unknown"));
        assertThat(report(vms.get(0), "a0", 1, PatchOperationStatus.SUCCEEDED).accepted())
                .isFalse();
    }

    private void endOverdueTwice() {
        List<Uni<Integer>> rounds = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            rounds.add(replica.orders.endOverdue());
            rounds.add(other.orders.endOverdue());
        }
        get(Uni.join().all(rounds).andFailFast());
    }

    private void give(InstallPatches order) {
        replica.inTransaction(tx -> replica.orders.give(tx, order));
    }

    private ReportReceipt report(UUID vm, long sequence, PatchOperationStatus status) {
        return report(vm, "a1", sequence, status);
    }

    private ReportReceipt report(UUID vm, String activityId, long sequence, PatchOperationStatus status) {
        return get(replica.orders.reported(vm, reportOf(activityId, sequence, status)));
    }

    private static InstallationReport reportOf(String activityId, long sequence, PatchOperationStatus status) {
        return new InstallationReport(
                activityId,
                sequence,
                status,
                NIGHT,
                NIGHT,
                List.of(),
                RebootStatus.NOT_NEEDED,
                false,
                "boot-1",
                Optional.empty());
    }

    private long revision(UUID vm) {
        return database.count(replica, "SELECT revision FROM agent WHERE vm_id = '" + vm + "'");
    }

    private static InstallPatches order(UUID vm, String activityId, long number, long epoch) {
        return new InstallPatches(
                vm.toString(),
                activityId,
                number,
                Optional.of("rollout"),
                epoch,
                NIGHT,
                NOT_AFTER,
                Duration.ofMinutes(30),
                List.of(Classification.CRITICAL, Classification.SECURITY),
                Optional.empty(),
                List.of(),
                List.of(),
                RebootSetting.IF_REQUIRED,
                "Platform");
    }
}
