package dev.offpeak.compute.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.arm.Operation;
import dev.offpeak.arm.OperationStatus;
import dev.offpeak.arm.ResourceId;
import dev.offpeak.compute.domain.ProvisioningState;
import dev.offpeak.compute.store.PendingSteps;
import dev.offpeak.compute.store.TestDatabase;
import dev.offpeak.compute.store.TestDatabase.Replica;
import dev.offpeak.compute.store.VmRow;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.rules.Rule;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The durable steps on real PostgreSQL, with two replicas where work is shared. */
class ProvisioningTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestDatabase database = new TestDatabase();
    private final Replica first = database.replica();
    private final Replica second = database.replica();

    @BeforeEach
    void createGroup() {
        first.createGroup();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    @Rule("V3")
    @DisplayName("V3: two replicas share the steps; every VM becomes Succeeded once, and so does its operation")
    void twoReplicasFinishEveryVmOnce() {
        List<String> operations = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            operations.add(create("vm" + i).operationId());
        }

        List<Uni<Boolean>> rounds = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            rounds.add(step(first, PendingSteps.Kind.PROVISION));
            rounds.add(step(second, PendingSteps.Kind.PROVISION));
        }
        Uni.join().all(rounds).andFailFast().await().atMost(PATIENCE);

        assertThat(first.count("SELECT count(*) FROM virtual_machine WHERE provisioning_state = 'Succeeded'"))
                .isEqualTo(60);
        assertThat(first.count("SELECT count(*) FROM pending_step")).isZero();
        assertThat(operations).allSatisfy(id -> assertThat(status(id)).isEqualTo(OperationStatus.SUCCEEDED));
    }

    @Test
    void aStepInHandIsLeftAlone() {
        VmRow vm = create("vm").vm();
        second.inTransaction(tx -> second.vms
                .lock(tx, vm.vmId())
                .invoke(locked -> assertThat(locked).isPresent())
                .chain(() -> step(first, PendingSteps.Kind.PROVISION))
                .invoke(done -> assertThat(done).isFalse()));

        assertThat(run(first)).isTrue();
        assertThat(stored(vm).orElseThrow().provisioningState()).isEqualTo(ProvisioningState.SUCCEEDED);
    }

    @Test
    void powerEndsWhenTheHostReportsIt() {
        VmRow vm = create("vm").vm();
        String operation = wish(vm, PowerState.STOPPED, Optional.empty());
        run(first);
        assertThat(status(operation)).isEqualTo(OperationStatus.IN_PROGRESS);

        report(vm, PowerState.STOPPED);
        run(first);

        assertThat(status(operation)).isEqualTo(OperationStatus.SUCCEEDED);
    }

    @Test
    void restartGoesOffThenOn() {
        VmRow vm = create("vm").vm();
        String operation = wish(vm, PowerState.STOPPED, Optional.of(PowerState.RUNNING));

        report(vm, PowerState.STOPPED);
        run(first);
        assertThat(status(operation)).isEqualTo(OperationStatus.IN_PROGRESS);
        assertThat(stored(vm).orElseThrow().runtime().desiredPower()).isEqualTo(PowerState.RUNNING);

        report(vm, PowerState.RUNNING);
        run(second);
        assertThat(status(operation)).isEqualTo(OperationStatus.SUCCEEDED);
    }

    @Test
    void deletionEndsWhatElseWasPending() {
        VmRow vm = create("vm").vm();
        String power = wish(vm, PowerState.STOPPED, Optional.empty());
        String deletion = first.inTransaction(tx -> start(tx, vm, "delete")
                .flatMap(operation ->
                        first.steps.addVmDeletion(tx, operation.id(), vm.vmId()).replaceWith(operation.id())));

        run(second);

        assertThat(stored(vm)).isEmpty();
        assertThat(status(deletion)).isEqualTo(OperationStatus.SUCCEEDED);
        assertThat(status(power)).isEqualTo(OperationStatus.FAILED);
        assertThat(first.count("SELECT count(*) FROM pending_step")).isZero();
    }

    @Test
    void groupGoesWithEverythingInIt() {
        for (int i = 0; i < 120; i++) {
            create("vm" + i);
        }
        VmRow any = first.vm("any", Optional.empty());
        String key = "/subscriptions/" + TestDatabase.SUBSCRIPTION + "/resourcegroups/" + TestDatabase.GROUP;
        String deletion = first.inTransaction(tx -> start(tx, any, "delete")
                .flatMap(operation ->
                        first.steps.addGroupDeletion(tx, operation.id(), key).replaceWith(operation.id())));

        while (run(first) || run(second)) {
            assertThat(first.count("SELECT count(*) FROM resource_group")).isLessThanOrEqualTo(1);
        }

        assertThat(first.count("SELECT count(*) FROM resource_group")).isZero();
        assertThat(first.count("SELECT count(*) FROM vm_tombstone")).isEqualTo(120);
        assertThat(status(deletion)).isEqualTo(OperationStatus.SUCCEEDED);
    }

    private record Created(VmRow vm, String operationId) {}

    private Created create(String name) {
        return first.inTransaction(
                tx -> first.vms.insert(tx, first.vm(name, Optional.empty())).flatMap(vm -> start(tx, vm, "create")
                        .flatMap(operation -> first.steps
                                .addProvisioning(tx, operation.id(), vm.vmId())
                                .replaceWith(new Created(vm, operation.id())))));
    }

    private String wish(VmRow vm, PowerState desired, Optional<PowerState> then) {
        return first.inTransaction(tx -> first.vms
                .lock(tx, vm.vmId())
                .map(Optional::orElseThrow)
                .flatMap(locked -> first.vms.update(
                        tx, locked, locked.withRuntime(locked.runtime().withDesiredPower(desired))))
                .chain(() -> start(tx, vm, "power"))
                .flatMap(operation -> first.steps
                        .addPower(tx, operation.id(), vm.vmId(), then)
                        .replaceWith(operation.id())));
    }

    private void report(VmRow vm, PowerState power) {
        first.inTransaction(tx -> first.vms
                .lock(tx, vm.vmId())
                .map(Optional::orElseThrow)
                .flatMap(locked -> first.vms.update(
                        tx, locked, locked.withRuntime(locked.runtime().withPower(power)))));
    }

    private Uni<Operation> start(Transaction tx, VmRow vm, String kind) {
        return first.operations.start(
                tx.connection(),
                new Operation.Start(kind, ResourceId.parse(vm.resourceId()), "Microsoft.Compute", "westeurope"));
    }

    @Test
    @Rule("V3")
    @DisplayName(
            "V3: an operation on power that no host carries out fails by name, and says what to do; the wish stays")
    void powerThatNobodyReportsFailsByName() {
        VmRow vm = create("vm").vm();
        run(first);
        String operation = wish(vm, PowerState.STOPPED, Optional.empty());
        run(first);
        assertThat(status(operation)).isEqualTo(OperationStatus.IN_PROGRESS);
        waitedFor(Duration.ofMinutes(29));
        run(first);
        assertThat(status(operation)).isEqualTo(OperationStatus.IN_PROGRESS);

        waitedFor(Duration.ofMinutes(31));
        run(second);

        assertThat(find(operation).error().orElseThrow().code()).isEqualTo("VMStopTimedOut");
        assertThat(find(operation).error().orElseThrow().message())
                .contains("'vm'", "stopped", "1800 seconds", "check that its host is connected");
        assertThat(first.count("SELECT count(*) FROM pending_step")).isZero();
        assertThat(stored(vm).orElseThrow().runtime().desiredPower()).isEqualTo(PowerState.STOPPED);
    }

    @Test
    @Rule("V3")
    @DisplayName("V3: each half of a restart may take its time")
    void restartMayTakeTheTimeTwice() {
        VmRow vm = create("vm").vm();
        run(first);
        String operation = wish(vm, PowerState.STOPPED, Optional.of(PowerState.RUNNING));
        waitedFor(Duration.ofMinutes(29));
        report(vm, PowerState.STOPPED);
        run(first);
        run(first);
        assertThat(status(operation)).isEqualTo(OperationStatus.IN_PROGRESS);

        waitedFor(Duration.ofMinutes(31));
        run(first);

        assertThat(find(operation).error().orElseThrow().code()).isEqualTo("VMStartTimedOut");
    }

    /** Every step has been there for so long. */
    private void waitedFor(Duration real) {
        first.inTransaction(tx -> tx.connection()
                .query("UPDATE pending_step SET due = clock_timestamp() - interval '" + real.toSeconds() + " seconds'")
                .execute());
    }

    private static boolean run(Replica replica) {
        boolean any = false;
        for (PendingSteps.Kind kind : PendingSteps.Kind.values()) {
            any |= replica.inTransaction(tx -> provisioning(replica).step(tx, kind));
        }
        return any;
    }

    private static Uni<Boolean> step(Replica replica, PendingSteps.Kind kind) {
        return replica.begin(tx -> provisioning(replica).step(tx, kind));
    }

    private static Provisioning provisioning(Replica replica) {
        return new Provisioning(
                replica.steps, replica.operations, replica.vms, replica.removal, Duration.ofMinutes(30));
    }

    private Optional<VmRow> stored(VmRow vm) {
        return first.inTransaction(tx -> first.vms.find(tx.connection(), vm.vmId()));
    }

    private OperationStatus status(String operation) {
        return find(operation).status();
    }

    private Operation find(String operation) {
        return first.operations.find(operation).await().atMost(PATIENCE).orElseThrow();
    }
}
