package dev.offpeak.simulation.memory;

import dev.offpeak.contracts.FeatureState;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.contracts.message.VmHealthChanged;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.store.Fleet;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The fleet projection in memory. */
class MemoryFleet implements Fleet {
    private static final String AUTOMATIC_PATCHING = "InGuestAutoPatchVMPreview";

    private final MemoryDatabase database;

    MemoryFleet(MemoryDatabase database) {
        this.database = database;
    }

    @Override
    public Uni<Void> apply(Transaction transaction, VmChanged changed) {
        Optional<VmRow> before = database.vms.find(changed.vmId());
        if (before.isEmpty()
                || before.get().version() < changed.version() && !before.get().deleted()) {
            database.vms.put(
                    MemoryTransaction.of(transaction),
                    changed.vmId(),
                    new VmRow(changed.vmId(), changed.version(), false, Optional.of(changed.vm())));
        }
        health(transaction, changed.vmId(), changed.version(), changed.vm().health(), changed.at());
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> apply(Transaction transaction, VmDeleted deleted) {
        MemoryTransaction open = MemoryTransaction.of(transaction);
        Optional<VmRow> before = database.vms.find(deleted.vmId());
        database.vms.put(
                open,
                deleted.vmId(),
                new VmRow(
                        deleted.vmId(),
                        Math.max(before.map(VmRow::version).orElse(0L), deleted.version()),
                        true,
                        before.flatMap(VmRow::snapshot)));
        removeHolds(open, deleted.vmId(), Instant.MAX);
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> apply(Transaction transaction, VmHealthChanged changed) {
        health(transaction, changed.vmId(), changed.version(), changed.health(), changed.observedAt());
        return changed.health() == HealthVerdict.HEALTHY
                ? endHold(transaction, changed.vmId(), changed.observedAt())
                : Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> endHold(Transaction transaction, String vmId, Instant healthyAt) {
        boolean worseSince = database.healths
                .find(vmId)
                .filter(health -> health.health() != HealthVerdict.HEALTHY
                        && health.observedAt().isAfter(healthyAt))
                .isPresent();
        if (!worseSince) {
            removeHolds(MemoryTransaction.of(transaction), vmId, healthyAt);
        }
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> apply(Transaction transaction, ProviderRegistered registered) {
        boolean newer = database.propagations
                .find(registered.subscriptionId())
                .map(row -> row.number() < registered.propagation())
                .orElse(true);
        if (newer && registered.namespace().equalsIgnoreCase("Microsoft.Compute")) {
            database.propagations.put(
                    MemoryTransaction.of(transaction),
                    registered.subscriptionId(),
                    new PropagationRow(
                            registered.propagation(),
                            registered.features().get(AUTOMATIC_PATCHING) == FeatureState.REGISTERED));
        }
        return Uni.createFrom().voidItem();
    }

    /** Nothing that the conductor decides by. */
    @Override
    public Uni<Void> apply(Transaction transaction, AssessmentCompleted completed) {
        return Uni.createFrom().voidItem();
    }

    private void health(Transaction transaction, String vmId, long version, HealthVerdict health, Instant observedAt) {
        if (database.healths.find(vmId).map(row -> row.version() < version).orElse(true)) {
            database.healths.put(MemoryTransaction.of(transaction), vmId, new HealthRow(version, health, observedAt));
        }
    }

    /** Ends the VM's holds that began before that moment. */
    private void removeHolds(MemoryTransaction transaction, String vmId, Instant before) {
        for (HoldRow hold : List.copyOf(database.setHolds.all())) {
            if (hold.vmId().equals(vmId) && hold.since().isBefore(before)) {
                database.setHolds.remove(transaction, hold.set() + "/" + vmId);
            }
        }
    }
}
