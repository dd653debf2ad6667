package dev.offpeak.assessment.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offpeak.arm.Operation;
import dev.offpeak.arm.OperationStatus;
import dev.offpeak.arm.ResourceId;
import dev.offpeak.assessment.domain.Trigger;
import dev.offpeak.contracts.AssessmentMode;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootBehavior;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.message.AssessVm;
import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.AssessmentReported;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.contracts.message.VmSnapshot;
import dev.offpeak.embedded.PostgresServer;
import dev.offpeak.embedded.TestServers;
import dev.offpeak.messaging.CloudEvents;
import dev.offpeak.messaging.NotUnderstoodException;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.rules.Rule;
import dev.offpeak.time.ManualClock;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The life of assessments on a real database, with two replicas; the clock is moved by hand. */
class AssessmentsTest {
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMillis(300);
    /** Half past eleven at night in Amsterdam: westeurope's windows are open. */
    private static final Instant NIGHT = Instant.parse("2026-06-10T21:30:00Z");

    private static final Instant NOON = Instant.parse("2026-06-11T10:00:00Z");
    private final ManualClock clock = new ManualClock(NIGHT);
    private Replica one;
    private Replica other;
    private long version;

    private static void migrate(String url) {
        PostgresServer server = TestServers.postgres();
        Flyway.configure()
                .dataSource(url, server.user(), server.password())
                .load()
                .migrate();
    }

    @BeforeEach
    void start() {
        String database = TestServers.migratedDatabase("assessments", AssessmentsTest::migrate);
        one = new Replica(database, clock.clock(), PATIENCE);
        other = new Replica(database, clock.clock(), PATIENCE);
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
    }

    @Test
    @Rule("A2")
    @DisplayName("A2: a silent guest is a clear failure, once both clocks say that it is too late")
    void aSilentGuestEndsAsAFailure() {
        know("vm", PowerState.RUNNING);
        String operation = ask("vm");
        clock.advance(Duration.ofMinutes(29));
        look(one);
        assertThat(statusOf(operation)).isEqualTo(OperationStatus.IN_PROGRESS);

        clock.advance(Duration.ofMinutes(2));

        await().atMost(LONG_ENOUGH).until(() -> {
            look(one);
            return statusOf(operation) == OperationStatus.FAILED;
        });
        assertThat(find(operation).error().orElseThrow().code()).isEqualTo("AgentSilent");
        assertThat(completed("vm"))
                .extracting(AssessmentCompleted::status)
                .containsExactly(PatchOperationStatus.IN_PROGRESS, PatchOperationStatus.FAILED);
    }

    @Test
    @Rule("A1")
    @DisplayName("A1: two replicas start every periodic assessment once, and end every silent one once")
    void twoReplicasStartAndEndEachOnce() {
        for (int i = 0; i < 60; i++) {
            know("vm-" + i, PowerState.RUNNING);
        }
        plan("vm-%", NIGHT.minusSeconds(60));

        lookTogether();
        lookTogether();

        assertThat(orders()).hasSize(60).extracting(AssessVm::vmId).doesNotHaveDuplicates();
        clock.advanceTo(NOON);
        await().atMost(LONG_ENOUGH).until(() -> {
            lookTogether();
            return messages(AssessmentCompleted.class).stream()
                            .filter(message -> message.status() == PatchOperationStatus.FAILED)
                            .count()
                    == 60;
        });
        lookTogether();
        assertThat(messages(AssessmentCompleted.class)).hasSize(120);
    }

    @Test
    @Rule("A1")
    @DisplayName("A1: a VM that was off is assessed in its next running window, not as soon as it is on")
    void aMissedTurnIsPutOffToTheNextWindow() {
        know("vm", PowerState.STOPPED);
        plan("vm", NIGHT.minusSeconds(60));
        look(one);
        clock.advanceTo(NOON);
        know("vm", PowerState.RUNNING);

        look(one);
        assertThat(orders()).isEmpty();

        clock.advanceTo(Instant.parse("2026-06-12T03:59:00Z"));
        look(one);
        assertThat(orders()).singleElement().satisfies(order -> assertThat(order.notAfter())
                .as("the end of its window")
                .isEqualTo(Instant.parse("2026-06-12T04:00:00Z")));
    }

    @Test
    void aScanOfTheAgentsOwnTakesNobodysTurn() {
        know("vm", PowerState.RUNNING);
        String operation = ask("vm");

        report("vm", "agents-own");

        assertThat(statusOf(operation)).isEqualTo(OperationStatus.IN_PROGRESS);
        assertThat(orders()).hasSize(1);
        report("vm", orders().get(0).activityId());
        assertThat(statusOf(operation)).isEqualTo(OperationStatus.SUCCEEDED);
        assertThat(completed("vm")).extracting(AssessmentCompleted::version).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    @Test
    void manyReportsAreStoredTogetherAndWhatTheyShareOnce() {
        List<AssessmentReported> reports = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            know("vm-" + i, PowerState.RUNNING);
            reports.add(found("vm-" + i, "own-" + i, NIGHT, patch("1"), patch("2")));
        }
        reports.add(found("vm-0", "own-0-later", NIGHT.plusSeconds(60), patch("2")));
        reports.add(found("nobody", "own-x", NIGHT, patch("7")));

        report(reports);
        report(reports);

        assertThat(count("assessment where state = 'Succeeded'")).isEqualTo(41);
        assertThat(count("patch")).as("each once; nobody's is none").isEqualTo(2);
        assertThat(count("finding where patches <> '{}'")).isEqualTo(2);
        assertThat(latestOf("vm-0")).containsExactly(patch("2"));
        assertThat(latestOf("vm-39")).containsExactly(patch("1"), patch("2"));
        assertThat(completed("vm-0")).extracting(AssessmentCompleted::version).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void anEarlierResultNeverReplacesALaterOne() {
        know("vm", PowerState.RUNNING);

        report(List.of(found("vm", "late", NIGHT.plusSeconds(60), patch("2"))));
        report(List.of(found("vm", "early", NIGHT, patch("1"))));

        assertThat(latestOf("vm")).containsExactly(patch("2"));
    }

    @Test
    void replicasThatMeetTheSamePatchesAtOnceKeepThemOnce() {
        know("vm-1", PowerState.RUNNING);
        know("vm-2", PowerState.RUNNING);

        Uni.join()
                .all(
                        one.transactions.inTransaction(tx -> one.assessments.reported(
                                tx, List.of(found("vm-1", "a", NIGHT, patch("1"), patch("2"), patch("3"))))),
                        other.transactions.inTransaction(tx -> other.assessments.reported(
                                tx, List.of(found("vm-2", "b", NIGHT, patch("3"), patch("2"), patch("1"))))))
                .andFailFast()
                .await()
                .atMost(LONG_ENOUGH);

        assertThat(count("patch")).isEqualTo(3);
        assertThat(latestOf("vm-1")).containsExactly(patch("1"), patch("2"), patch("3"));
        assertThat(latestOf("vm-2")).containsExactly(patch("3"), patch("2"), patch("1"));
    }

    @Test
    void resultsAreKeptForThirtyDaysAndTheLatestOneForEver() {
        know("vm", PowerState.RUNNING);
        report(List.of(found("vm", "first", NIGHT, patch("1"))));
        clock.advanceTo(NIGHT.plus(Duration.ofDays(20)));
        report(List.of(found("vm", "second", clock.now(), patch("2"))));

        clock.advanceTo(NIGHT.plus(Duration.ofDays(29)));
        forget();
        assertThat(count("assessment")).isEqualTo(2);

        clock.advanceTo(NIGHT.plus(Duration.ofDays(33)));
        forget();
        assertThat(count("assessment where activity_id = 'second'"))
                .isEqualTo(count("assessment"))
                .isEqualTo(1);
        assertThat(count("finding where patches <> '{}'"))
                .as("what nobody has any more")
                .isEqualTo(1);

        clock.advanceTo(NIGHT.plus(Duration.ofDays(90)));
        forget();
        assertThat(count("assessment")).isZero();
        assertThat(latestOf("vm")).containsExactly(patch("2"));
    }

    @Test
    @Rule("A1")
    @DisplayName("A1: a VM in another patch mode is assessed in its windows when its assessmentMode says so")
    void assessmentModeAloneIsEnough() {
        know("vm", PowerState.RUNNING, "vm", clock.now(), PatchMode.MANUAL, AssessmentMode.AUTOMATIC_BY_PLATFORM);
        know("not", PowerState.RUNNING, "not", clock.now(), PatchMode.MANUAL, AssessmentMode.IMAGE_DEFAULT);
        in(one, tx -> one.vms.lock(tx.connection(), "vm").chain(vm -> one.assessments.planFirst(tx, vm.orElseThrow())));
        plan("not", NIGHT);
        clock.advanceTo(Instant.parse("2026-06-11T03:59:00Z"));

        look(one);

        assertThat(orders()).extracting(AssessVm::vmId).containsExactly("vm");
    }

    @Test
    @Rule("A2")
    @DisplayName(
            "A2: a VM that goes ends what is in progress and what waits behind it, and nothing of it is left as latest")
    void aVmThatGoesEndsEverythingOpen() {
        know("vm", PowerState.RUNNING);
        report("vm", "agents-own");
        String scanning = ask("vm");
        String waiting = ask("vm");
        String sharing = ask("vm");
        assertThat(orders()).hasSize(1);

        in(one, tx -> one.vms
                .apply(tx.connection(), new VmDeleted("vm", ++version, clock.now(), id("vm").toString()))
                .chain(() -> one.assessments.abandon(tx, "vm")));

        assertThat(List.of(scanning, waiting, sharing)).allSatisfy(operation -> {
            assertThat(statusOf(operation)).isEqualTo(OperationStatus.FAILED);
            assertThat(find(operation).error().orElseThrow().code()).isEqualTo("VmDeleted");
        });
        assertThat(count("latest")).isZero();
    }

    @Test
    void afterAnInstallationAGuestThatRebootsIsAskedOnceItIsBack() {
        know("vm", PowerState.STARTING);
        in(one, tx -> one.vms
                .lock(tx.connection(), "vm")
                .chain(vm -> one.assessments.afterInstallation(tx, vm.orElseThrow())));
        look(one);
        assertThat(orders()).isEmpty();

        know("vm", PowerState.RUNNING);
        look(other);

        assertThat(orders()).hasSize(1);
    }

    @Test
    void theSuccessorOfAVmIsMeantByItsName() {
        know("old", PowerState.RUNNING, "web", NIGHT);
        know("new", PowerState.RUNNING, "web", NIGHT.plusSeconds(60));
        know("old", PowerState.STOPPING, "web", NIGHT.plusSeconds(30));

        String found = one.transactions
                .inTransaction(
                        tx -> one.vms.lockByResource(tx.connection(), id("web").key()))
                .await()
                .atMost(LONG_ENOUGH)
                .orElseThrow()
                .vmId();

        assertThat(found).isEqualTo("new");
    }

    private void know(String vmId, PowerState power) {
        know(vmId, power, vmId, clock.now());
    }

    private void know(String vmId, PowerState power, String name, Instant at) {
        know(vmId, power, name, at, PatchMode.AUTOMATIC_BY_PLATFORM, AssessmentMode.IMAGE_DEFAULT);
    }

    private void know(
            String vmId, PowerState power, String name, Instant at, PatchMode patching, AssessmentMode assessing) {
        VmSnapshot vm = new VmSnapshot(
                id(name).toString(),
                "00000000-0000-0000-0000-000000000001",
                "shop",
                name,
                "westeurope",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                OsType.WINDOWS,
                Optional.empty(),
                Optional.empty(),
                patching,
                assessing,
                RebootSetting.IF_REQUIRED,
                power,
                power == PowerState.RUNNING,
                List.of(),
                Optional.of("1.5.0"),
                true,
                HealthVerdict.HEALTHY,
                Map.of());
        in(one, tx -> one.vms
                .apply(tx.connection(), new VmChanged(vmId, ++version, at, vm))
                .replaceWithVoid());
    }

    private void forget() {
        one.history.forget().await().atMost(LONG_ENOUGH);
    }

    private static ResourceId id(String name) {
        return ResourceId.virtualMachine("00000000-0000-0000-0000-000000000001", "shop", name);
    }

    /** @return the operation */
    private String ask(String vmId) {
        return one.transactions
                .inTransaction(tx -> one.operations
                        .start(
                                tx.connection(),
                                new Operation.Start("assessPatches", id(vmId), "Microsoft.Compute", "westeurope"))
                        .call(operation -> one.vms
                                .lock(tx.connection(), vmId)
                                .chain(vm -> one.assessments.request(tx, vm.orElseThrow(), Trigger.ON_DEMAND))
                                .chain(activity ->
                                        one.store.await(tx.connection(), operation.id(), activity, "2020-06-01"))))
                .await()
                .atMost(LONG_ENOUGH)
                .id();
    }

    private void report(String vmId, String activityId) {
        report(List.of(found(vmId, activityId, clock.now())));
    }

    private void report(List<AssessmentReported> reports) {
        in(one, tx -> one.assessments.reported(tx, reports));
    }

    private static AssessmentReported found(String vmId, String activityId, Instant at, Patch... patches) {
        return new AssessmentReported(
                vmId, activityId, PatchOperationStatus.SUCCEEDED, at, at, false, List.of(patches), Optional.empty());
    }

    private static Patch patch(String kb) {
        return new Patch(
                "id-" + kb,
                "Update (KB" + kb + ")",
                Optional.empty(),
                Optional.of(kb),
                List.of(Classification.SECURITY),
                RebootBehavior.CAN_REQUEST_REBOOT,
                Optional.of(NIGHT));
    }

    private long count(String from) {
        return one.pool
                .query("select count(*) from " + from)
                .execute()
                .await()
                .atMost(LONG_ENOUGH)
                .iterator()
                .next()
                .getLong(0);
    }

    private List<Patch> latestOf(String vmId) {
        long finding = one.pool
                .query("select finding from latest where vm_id = '" + vmId + "'")
                .execute()
                .await()
                .atMost(LONG_ENOUGH)
                .iterator()
                .next()
                .getLong(0);
        return one.findings.patchesOf(one.pool, finding).await().atMost(LONG_ENOUGH);
    }

    private void plan(String like, Instant at) {
        one.pool
                .query("update vm set next_periodic_at = '" + at + "' where vm_id like '" + like + "'")
                .execute()
                .await()
                .atMost(LONG_ENOUGH);
    }

    private static void look(Replica replica) {
        replica.loop.look().await().atMost(LONG_ENOUGH);
    }

    private void lookTogether() {
        Uni.join().all(one.loop.look(), other.loop.look()).andFailFast().await().atMost(LONG_ENOUGH);
    }

    private static void in(Replica replica, Function<Transaction, Uni<Void>> work) {
        replica.transactions.inTransaction(work).await().atMost(LONG_ENOUGH);
    }

    private Operation find(String operation) {
        return one.operations.find(operation).await().atMost(LONG_ENOUGH).orElseThrow();
    }

    private OperationStatus statusOf(String operation) {
        return find(operation).status();
    }

    private List<AssessVm> orders() {
        return messages(AssessVm.class);
    }

    private List<AssessmentCompleted> completed(String vmId) {
        return messages(AssessmentCompleted.class).stream()
                .filter(message -> message.vmId().equals(vmId))
                .collect(Collectors.toList());
    }

    /** Everything of that kind that was ever written to the outbox, oldest first. */
    private <M extends Message> List<M> messages(Class<M> type) {
        List<M> found = new ArrayList<>();
        one.pool
                .query("select body from outbox order by created_at")
                .execute()
                .await()
                .atMost(LONG_ENOUGH)
                .forEach(row -> {
                    Message message = read(row.getString(0));
                    if (type.isInstance(message)) {
                        found.add(type.cast(message));
                    }
                });
        return found;
    }

    private static Message read(String body) {
        try {
            return CloudEvents.messageIn(CloudEvents.read(body));
        } catch (NotUnderstoodException e) {
            throw new AssertionError(e);
        }
    }
}
