package dev.offpeak.orchestrator.conductor;

import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.message.InstallPatches;
import dev.offpeak.contracts.message.InstallationChanged;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.messaging.AtomicWork;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.LeftOut;
import dev.offpeak.orchestrator.domain.NoticeEvent;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.orchestrator.planner.DispatchDecision;
import dev.offpeak.orchestrator.store.Dispatches;
import dev.offpeak.orchestrator.store.Installations;
import dev.offpeak.orchestrator.store.KeptExclusions;
import dev.offpeak.orchestrator.store.NewHold;
import dev.offpeak.orchestrator.store.NewOrder;
import dev.offpeak.orchestrator.store.Notices;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.Rollouts;
import dev.offpeak.orchestrator.store.Slot;
import dev.offpeak.orchestrator.store.Waiters;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Gives orders: one short transaction per region, in which the fence is read, the slots are taken, and installations and
 * messages are written for those that the database granted. A refusal is a hold reason, not an error.
 */
@ApplicationScoped
class Orders {
    /** Orders in one transaction: bounds how long whoever stops the rollout waits for it. */
    private static final int AT_ONCE = 25;

    private static final String STARTED_BY = "Platform";

    private final AtomicWork transactions;
    private final Rollouts rollouts;
    private final Dispatches dispatch;
    private final Installations installations;
    private final Waiters waiters;
    private final KeptExclusions exclusions;
    private final Notices notices;
    private final PlatformClock clock;
    private final Supplier<UUID> ids;

    @Inject
    Orders(
            AtomicWork transactions,
            Rollouts rollouts,
            Dispatches dispatch,
            Installations installations,
            Waiters waiters,
            KeptExclusions exclusions,
            Notices notices,
            PlatformClock clock) {
        this(transactions, rollouts, dispatch, installations, waiters, exclusions, notices, clock, UUID::randomUUID);
    }

    Orders(
            AtomicWork transactions,
            Rollouts rollouts,
            Dispatches dispatch,
            Installations installations,
            Waiters waiters,
            KeptExclusions exclusions,
            Notices notices,
            PlatformClock clock,
            Supplier<UUID> ids) {
        this.transactions = transactions;
        this.rollouts = rollouts;
        this.dispatch = dispatch;
        this.installations = installations;
        this.waiters = waiters;
        this.exclusions = exclusions;
        this.notices = notices;
        this.clock = clock;
        this.ids = ids;
    }

    /** Gives the orders of one decision. Answers how many were given. */
    Uni<Integer> give(Rollout rollout, Situation situation, List<DispatchDecision.Order> start) {
        Map<String, List<NewOrder>> byRegion = new TreeMap<>();
        for (DispatchDecision.Order order : start) {
            FleetVm vm = situation.waiting().get(order.vm().value()).candidate().vm();
            NewOrder fresh = new NewOrder(
                    vm,
                    sharedWith(vm, situation),
                    cap(vm, situation, rollout.policy()),
                    ids.get().toString(),
                    order.notAfter(),
                    order.notAfter()
                            .plus(rollout.policy().rebootAllowance())
                            .plus(rollout.policy().verification()));
            byRegion.computeIfAbsent(vm.placement().region(), key -> new ArrayList<>())
                    .add(fresh);
        }
        Uni<Integer> given = Uni.createFrom().item(0);
        for (Map.Entry<String, List<NewOrder>> region : byRegion.entrySet()) {
            List<NewOrder> orders = region.getValue();
            for (int from = 0; from < orders.size(); from += AT_ONCE) {
                List<NewOrder> some = orders.subList(from, Math.min(from + AT_ONCE, orders.size()));
                given = given.chain(before -> transactions
                        .inTransaction(transaction -> giveIn(transaction, rollout, region.getKey(), some))
                        .map(count -> before + count));
            }
        }
        return given;
    }

    private static int sharedWith(FleetVm vm, Situation situation) {
        return vm.placement().availabilitySet().isPresent()
                ? vm.setSize()
                : situation.snapshot().outsideSets().getOrDefault(vm.placement().subscriptionRegion(), 1);
    }

    private static int cap(FleetVm vm, Situation situation, Policy policy) {
        int shared = sharedWith(vm, situation);
        return vm.placement().availabilitySet().isPresent() ? policy.setCap(shared) : policy.subscriptionCap(shared);
    }

    private Uni<Integer> giveIn(Transaction transaction, Rollout rollout, String region, List<NewOrder> decided) {
        return rollouts.mayDispatch(transaction, rollout.id(), rollout.fenceEpoch())
                .chain(may -> may
                        ? take(transaction, rollout, region, decided)
                        : Uni.createFrom().item(0));
    }

    private Uni<Integer> take(Transaction transaction, Rollout rollout, String region, List<NewOrder> decided) {
        Instant now = clock.now();
        List<NewOrder> orders =
                decided.stream().filter(order -> order.notAfter().isAfter(now)).toList();
        return dispatch.takeSlots(transaction, rollout.id(), region, orders, now)
                .chain(slots -> {
                    List<Slot> taken = slots.stream()
                            .filter(slot -> slot.order().isPresent())
                            .toList();
                    List<NewHold> refusals = refusals(slots);
                    Uni<Void> held = dispatch.hold(transaction, rollout.id(), refusals, now)
                            .chain(() -> waiters.update(transaction, rollout.id(), waits(refusals, now), List.of()));
                    return taken.isEmpty()
                            ? held.replaceWith(0)
                            : held.chain(() -> write(transaction, rollout, region, orders, taken, now))
                                    .replaceWith(taken.size());
                });
    }

    private Uni<Void> write(
            Transaction transaction,
            Rollout rollout,
            String region,
            List<NewOrder> orders,
            List<Slot> taken,
            Instant now) {
        Map<String, NewOrder> byActivity = new HashMap<>();
        orders.forEach(order -> byActivity.put(order.activityId(), order));
        List<String> activities = taken.stream().map(Slot::activityId).toList();
        return dispatch.record(transaction, rollout, region, orders, taken, now)
                .call(() -> notices.write(transaction, NoticeEvent.ORDERED, activities))
                .chain(stored -> exclusions
                        .inForce(transaction, now)
                        .map(kept -> new LeftOut(rollout.policy().exclusions(), kept, rollout.withdrawn()))
                        .chain(leftOut -> installations
                                .changeNumbers(transaction, stored.size())
                                .chain(numbers -> {
                                    List<Message> messages = new ArrayList<>();
                                    for (int i = 0; i < stored.size(); i++) {
                                        NewOrder order =
                                                byActivity.get(stored.get(i).activityId());
                                        messages.add(install(rollout, order, stored.get(i), leftOut, now));
                                        messages.add(inProgress(order, numbers.get(i), now));
                                    }
                                    return transaction.send(messages);
                                })));
    }

    private static InstallPatches install(
            Rollout rollout, NewOrder order, NewOrder.Stored stored, LeftOut leftOut, Instant now) {
        return new InstallPatches(
                order.vmId(),
                order.activityId(),
                stored.number(),
                Optional.of(rollout.id()),
                rollout.fenceEpoch(),
                now,
                order.notAfter(),
                rollout.policy().verification(),
                rollout.policy().classifications(),
                Optional.of(rollout.maxPatchPublishDate()),
                leftOut.masksFor(order.vm().placement().subscriptionId(), now),
                List.of(),
                stored.rebootSetting(),
                STARTED_BY);
    }

    private static InstallationChanged inProgress(NewOrder order, long version, Instant now) {
        return new InstallationChanged(
                order.vmId(),
                order.activityId(),
                version,
                PatchOperationStatus.IN_PROGRESS,
                false,
                RebootStatus.UNKNOWN,
                0,
                0,
                0,
                0,
                0,
                now,
                now,
                STARTED_BY,
                Optional.empty());
    }

    private static Map<VmId, Instant> waits(List<NewHold> refusals, Instant now) {
        Map<VmId, Instant> since = new TreeMap<>();
        for (NewHold refusal : refusals) {
            if (refusal.reason().isInterlock()) {
                since.put(new VmId(refusal.vmId()), now);
            }
        }
        return since;
    }

    private static List<NewHold> refusals(List<Slot> slots) {
        List<NewHold> holds = new ArrayList<>();
        for (Slot slot : slots) {
            slot.refused()
                    .ifPresent(reason -> holds.add(new NewHold(
                            slot.vmId(),
                            reason,
                            reason.sentence() + " " + slot.sentence().orElse(""),
                            Optional.empty())));
        }
        return holds;
    }
}
