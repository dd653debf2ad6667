package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Operation;
import dev.offpeak.arm.Operations;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.arm.ResourceId;
import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.compute.domain.PatchConfiguration;
import dev.offpeak.compute.domain.PatchModeRules;
import dev.offpeak.compute.domain.PlacementRules;
import dev.offpeak.compute.domain.ProvisioningState;
import dev.offpeak.compute.domain.SupportedImages;
import dev.offpeak.compute.domain.VmPlacement;
import dev.offpeak.compute.provisioning.ProvisioningLoop;
import dev.offpeak.compute.store.AvailabilitySetStore;
import dev.offpeak.compute.store.FeatureStore;
import dev.offpeak.compute.store.PendingSteps;
import dev.offpeak.compute.store.ResourceGroupRow;
import dev.offpeak.compute.store.ResourceGroupStore;
import dev.offpeak.compute.store.VmRow;
import dev.offpeak.compute.store.VmStore;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.messaging.Transactions;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Creates, updates and deletes VMs, each in one transaction: the rules are asked, the model is stored, others are told, and the
 * operation that ends it later is written down. Writers of one VM wait for each other: for its row's lock, or where it has no row yet
 * for its name's, so that two that create it at once become one that creates and one that updates.
 */
@ApplicationScoped
class VirtualMachineWrites {
    private static final String COMPUTE = "Microsoft.Compute";
    private static final String IN_TURN = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";

    private final Transactions transactions;
    private final ResourceGroupStore groups;
    private final Existing existing;
    private final AvailabilitySetStore sets;
    private final VmStore vms;
    private final FeatureStore features;
    private final PendingSteps steps;
    private final Operations operations;
    private final ProvisioningLoop loop;
    private final PatchModeRules rules;
    private final SupportedImages images;
    private final RegionCatalog regions;
    private final PlatformClock clock;
    private final String tenantId;

    VirtualMachineWrites(
            Transactions transactions,
            ResourceGroupStore groups,
            Existing existing,
            AvailabilitySetStore sets,
            VmStore vms,
            FeatureStore features,
            PendingSteps steps,
            Operations operations,
            ProvisioningLoop loop,
            PatchModeRules rules,
            SupportedImages images,
            RegionCatalog regions,
            PlatformClock clock,
            @ConfigProperty(name = "offpeak.tenant.id") String tenantId) {
        this.transactions = transactions;
        this.groups = groups;
        this.existing = existing;
        this.sets = sets;
        this.vms = vms;
        this.features = features;
        this.steps = steps;
        this.operations = operations;
        this.loop = loop;
        this.rules = rules;
        this.images = images;
        this.regions = regions;
        this.clock = clock;
        this.tenantId = tenantId;
    }

    /**
     * What a write left.
     *
     * @param vm as it now stands
     * @param created whether it is new
     * @param operation that ends later; empty when nothing changed
     */
    record Written(VmRow vm, boolean created, Optional<Operation> operation) {}

    /** PUT: creates, or merges into what is there (rule P10). */
    Uni<Written> put(ResourceId id, VmBody body, Preconditions preconditions) {
        return write(tx -> Uni.combine()
                .all()
                .unis(
                        vms.lock(tx, id.key()),
                        groups.find(tx.connection(), id.group().key()),
                        featureInEffect(tx, id))
                .asTuple()
                .flatMap(found -> found.getItem1().isPresent()
                        ? put(
                                tx,
                                id,
                                found.getItem1(),
                                existing(id, found.getItem2()),
                                found.getItem3(),
                                body,
                                preconditions)
                        : putInTurn(tx, id, body, preconditions)));
    }

    /** A VM that is not there yet: whoever creates it holds its name and, shared, its group. */
    private Uni<Written> putInTurn(Transaction tx, ResourceId id, VmBody body, Preconditions preconditions) {
        return Uni.combine()
                .all()
                .unis(groups.share(tx, id.group().key()), lockInTurn(tx, id), featureInEffect(tx, id))
                .asTuple()
                .flatMap(found -> put(
                        tx,
                        id,
                        found.getItem2(),
                        existing(id, found.getItem1()),
                        found.getItem3(),
                        body,
                        preconditions));
    }

    private Uni<Written> put(
            Transaction tx,
            ResourceId id,
            Optional<VmRow> found,
            ResourceGroupRow parent,
            boolean featureInEffect,
            VmBody body,
            Preconditions preconditions) {
        preconditions.check(found.map(VmRow::etag));
        return found.map(present -> update(
                        tx,
                        present,
                        body,
                        ModelMerge.put(present.model(), body.over(present.model())),
                        Tags.put(present.tags(), body.tags()),
                        featureInEffect))
                .orElseGet(() -> create(tx, id, parent, body, featureInEffect));
    }

    private static ResourceGroupRow existing(ResourceId id, Optional<ResourceGroupRow> found) {
        ResourceGroupRow group = found.orElseThrow(
                () -> Refusals.groupNotFound(id.resourceGroup().orElseThrow()));
        if (group.isBeingDeleted()) {
            throw Refusals.groupBeingDeleted(group.name());
        }
        return group;
    }

    private Uni<Boolean> featureInEffect(Transaction tx, ResourceId id) {
        return features.inEffect(tx.connection(), id.subscription(), PatchModeRules.FEATURE);
    }

    /** PATCH: merges into what is there; null removes (rule V4). */
    Uni<Written> patch(ResourceId id, VmBody body, Preconditions preconditions) {
        return write(tx -> locked(tx, id).flatMap(present -> {
            preconditions.check(Optional.of(present.etag()));
            return featureInEffect(tx, id)
                    .flatMap(inEffect -> update(
                            tx,
                            present,
                            body,
                            ModelMerge.patch(present.model(), body.over(present.model())),
                            Tags.patch(present.tags(), body.tags()),
                            inEffect));
        }));
    }

    /** DELETE: the VM goes when the operation has succeeded; empty when there is none. */
    Uni<Optional<Operation>> delete(ResourceId id, Preconditions preconditions) {
        return transactions
                .inTransaction(tx -> lockInTurn(tx, id).flatMap(found -> {
                    preconditions.check(found.map(VmRow::etag));
                    return found.map(vm -> delete(tx, vm).map(Optional::of))
                            .orElseGet(() -> Uni.createFrom().item(Optional.<Operation>empty()));
                }))
                .invoke(loop::wake);
    }

    /** The VM of that name, locked; refused when there is none or it is going. */
    Uni<VmRow> locked(Transaction tx, ResourceId id) {
        return vms.lock(tx, id.key())
                .flatMap(found -> existing.orNotFound(tx.connection(), id, found))
                .map(VirtualMachineWrites::notDeleting);
    }

    private Uni<Written> write(Function<Transaction, Uni<Written>> work) {
        return transactions.inTransaction(work).invoke(written -> {
            if (written.operation().isPresent()) {
                loop.wake();
            }
        });
    }

    private Uni<Written> create(
            Transaction tx, ResourceId id, ResourceGroupRow parent, VmBody body, boolean featureInEffect) {
        return place(tx, id, body)
                .map(placement -> created(id, parent, body, placement, featureInEffect))
                .flatMap(vm -> Uni.combine()
                        .all()
                        .unis(vms.insert(tx, vm), provision(tx, vm, "createVirtualMachine"))
                        .with((stored, operation) -> new Written(stored, true, Optional.of(operation))));
    }

    private VmRow created(
            ResourceId id, ResourceGroupRow parent, VmBody body, VmPlacement placement, boolean featureInEffect) {
        ObjectNode model = ModelMerge.put(JsonNodeFactory.instance.objectNode(), body.model());
        PatchConfiguration patching = rules.decide(
                        Optional.empty(),
                        VmModel.wanted(model, Optional.empty(), Optional.empty(), images),
                        featureInEffect)
                .orElseThrow(Refusals::of);
        VmModel.complete(model, id.name(), patching);
        UUID vmId = UUID.randomUUID();
        Identities.complete(model, vmId, tenantId);
        Instant now = now();
        return new VmRow(
                vmId,
                ResourceId.virtualMachine(parent.subscriptionId(), parent.name(), id.name())
                        .toString(),
                parent.subscriptionId(),
                parent.name(),
                id.name(),
                placement,
                patching,
                model,
                Tags.put(Map.of(), body.tags()),
                ProvisioningState.CREATING,
                newEtag(),
                0,
                now,
                now,
                GuestRuntime.ofNewVm());
    }

    private Uni<VmPlacement> place(Transaction tx, ResourceId id, VmBody body) {
        Uni<Optional<PlacementRules.SetFacts>> turn = body.availabilitySetId()
                .map(said -> takeTurn(tx, id, said).map(Optional::of))
                .orElseGet(() -> Uni.createFrom().item(Optional.<PlacementRules.SetFacts>empty()));
        return turn.map(set -> PlacementRules.place(
                        body.location(),
                        body.location()
                                .flatMap(regions::find)
                                .map(region -> new PlacementRules.RegionFacts(
                                        region.name(), region.displayName(), region.availabilityZones())),
                        body.zones().orElse(List.of()),
                        set)
                .orElseThrow(Refusals::of));
    }

    private Uni<PlacementRules.SetFacts> takeTurn(Transaction tx, ResourceId vm, String said) {
        ResourceId set = setId(said);
        if (!set.key().startsWith(vm.group().key() + "/")) {
            throw new RefusedException(ArmRefusal.invalidParameter(
                    "properties.availabilitySet",
                    "The availability set '" + said
                            + "' is in another resource group. A virtual machine and its availability"
                            + " set must be in the same one."));
        }
        return sets.takeTurn(tx, set.key()).map(found -> found.map(turn -> new PlacementRules.SetFacts(
                        turn.set().key(), turn.set().location(), turn.updateDomain(), turn.faultDomain()))
                .orElseThrow(() -> Refusals.notFound(set)));
    }

    private Uni<Written> update(
            Transaction tx,
            VmRow present,
            VmBody body,
            ObjectNode merged,
            Map<String, String> tags,
            boolean featureInEffect) {
        notDeleting(present);
        PlacementRules.stay(
                        present.placement(),
                        body.location().map(RegionCatalog::normalize),
                        body.zones(),
                        body.availabilitySetId().map(said -> setId(said).key()))
                .orElseThrow(Refusals::of);
        VmBody.STORED.changeOfFixed(present.model(), merged).ifPresent(refusal -> {
            throw Refusals.of(refusal);
        });
        PatchConfiguration patching = rules.decide(
                        Optional.of(present.patching()),
                        VmModel.wanted(
                                merged,
                                Optional.of(present.model()),
                                Optional.of(present.patching().osType()),
                                images),
                        featureInEffect)
                .orElseThrow(Refusals::of);
        VmModel.complete(merged, present.name(), patching);
        Identities.complete(merged, present.vmId(), tenantId);
        if (merged.equals(present.model()) && tags.equals(present.tags())) {
            return Uni.createFrom().item(new Written(present, false, Optional.empty()));
        }
        return Uni.combine()
                .all()
                .unis(
                        vms.update(tx, present, updated(present, patching, merged, tags)),
                        provision(tx, present, "updateVirtualMachine"))
                .with((stored, operation) -> new Written(stored, false, Optional.of(operation)));
    }

    private VmRow updated(VmRow present, PatchConfiguration patching, ObjectNode model, Map<String, String> tags) {
        return new VmRow(
                present.vmId(),
                present.resourceId(),
                present.subscriptionId(),
                present.resourceGroup(),
                present.name(),
                present.placement(),
                patching,
                model,
                tags,
                present.provisioningState() == ProvisioningState.CREATING
                        ? ProvisioningState.CREATING
                        : ProvisioningState.UPDATING,
                newEtag(),
                present.version(),
                present.createdAt(),
                now(),
                present.runtime());
    }

    private Uni<Operation> provision(Transaction tx, VmRow vm, String kind) {
        return start(tx, vm, kind).flatMap(operation -> steps.addProvisioning(tx, operation.id(), vm.vmId())
                .replaceWith(operation));
    }

    private Uni<Operation> delete(Transaction tx, VmRow vm) {
        return start(tx, vm, "deleteVirtualMachine")
                .flatMap(operation -> vms.update(tx, vm, vm.withProvisioningState(ProvisioningState.DELETING))
                        .chain(() -> steps.addVmDeletion(tx, operation.id(), vm.vmId()))
                        .replaceWith(operation));
    }

    /** Writes down an operation on a VM, in Microsoft.Compute and the VM's region. */
    Uni<Operation> start(Transaction tx, VmRow vm, String kind) {
        return operations.start(
                tx.connection(),
                new Operation.Start(
                        kind,
                        ResourceId.parse(vm.resourceId()),
                        COMPUTE,
                        vm.placement().region()));
    }

    private Uni<Optional<VmRow>> lockInTurn(Transaction tx, ResourceId id) {
        return Uni.combine().all().unis(inTurn(tx, id), vms.lock(tx, id.key())).with((turn, found) -> found);
    }

    private Uni<Void> inTurn(Transaction tx, ResourceId id) {
        return tx.connection()
                .preparedQuery(IN_TURN)
                .execute(Tuple.of(id.key()))
                .replaceWithVoid();
    }

    private Instant now() {
        return clock.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static VmRow notDeleting(VmRow vm) {
        if (vm.provisioningState() == ProvisioningState.DELETING) {
            throw new RefusedException(ArmRefusal.conflict("The virtual machine '" + vm.name()
                    + "' is being deleted. Wait until it is gone, then create it anew."));
        }
        return vm;
    }

    private static ResourceId setId(String said) {
        return ResourceId.find(said)
                .filter(id -> id.isA("Microsoft.Compute/availabilitySets")
                        && id.resourceGroup().isPresent())
                .orElseThrow(() -> new RefusedException(ArmRefusal.invalidParameter(
                        "properties.availabilitySet.id",
                        "'" + said + "' is not the id of an availability set. It must have the form /subscriptions/{id}"
                                + "/resourceGroups/{group}/providers/Microsoft.Compute/availabilitySets/{name}.")));
    }

    private static String newEtag() {
        return UUID.randomUUID().toString();
    }
}
