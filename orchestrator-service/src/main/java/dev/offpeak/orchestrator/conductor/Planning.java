package dev.offpeak.orchestrator.conductor;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.Ring;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.orchestrator.planner.Assignment;
import dev.offpeak.orchestrator.planner.FleetSnapshot;
import dev.offpeak.orchestrator.planner.PlanCertificate;
import dev.offpeak.orchestrator.planner.RolloutPlan;
import dev.offpeak.orchestrator.planner.RolloutPlanner;
import dev.offpeak.orchestrator.planner.SlotFinder;
import dev.offpeak.orchestrator.store.Dispatches;
import dev.offpeak.orchestrator.store.Evidence;
import dev.offpeak.orchestrator.store.PlanRows;
import dev.offpeak.orchestrator.store.Plans;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.regions.RegionCatalog;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Writes a rollout's plan, and finds slots for VMs that join a rollout under way. */
@ApplicationScoped
class Planning {
    private final Plans plans;
    private final Dispatches dispatch;
    private final Evidence evidence;
    private final RegionCatalog regions;

    Planning(Plans plans, Dispatches dispatch, Evidence evidence, RegionCatalog regions) {
        this.plans = plans;
        this.dispatch = dispatch;
        this.evidence = evidence;
        this.regions = regions;
    }

    /**
     * Plans for the fleet as it is now.
     *
     * @throws IllegalStateException when the plan breaks a rule; nothing is stored then
     */
    Uni<Void> plan(Transaction transaction, Rollout rollout, Instant now) {
        return plans.fleet(transaction, rollout.id()).chain(fleet -> {
            RolloutPlan plan =
                    RolloutPlanner.plan(fleet, regions, rollout.policy(), rollout.seed(), now, rollout.deadline());
            requireSound(rollout, plan, fleet);
            return evidence.baseline(transaction, rollout.publishedAt())
                    .chain(baseline -> plans.write(transaction, rollout.id(), plan, baseline, now));
        });
    }

    /** Gives every VM without a slot one. Answers whether there was any. */
    Uni<Boolean> join(Transaction transaction, Rollout rollout, Instant now) {
        return plans.newcomers(transaction, rollout.id())
                .chain(newcomers -> newcomers.isEmpty()
                        ? Uni.createFrom().item(false)
                        : join(transaction, rollout, newcomers, now).replaceWith(true));
    }

    private Uni<Void> join(Transaction transaction, Rollout rollout, List<FleetVm> newcomers, Instant now) {
        TreeSet<String> lanes = new TreeSet<>();
        Set<SubscriptionRegion> scopes = new HashSet<>();
        newcomers.forEach(vm -> {
            lanes.add(vm.placement().region());
            scopes.add(vm.placement().subscriptionRegion());
        });
        return plans.occupants(transaction, rollout.id(), lanes)
                .chain(occupants -> dispatch.outsideSets(transaction, scopes)
                        .chain(outside -> plans.read(transaction, rollout.id())
                                .chain(plan -> place(
                                        transaction,
                                        rollout,
                                        new ArrayDeque<>(newcomers),
                                        plan,
                                        occupants,
                                        outside,
                                        new ArrayList<>()))
                                .chain(slots -> plans.assign(transaction, rollout.id(), slots, now))));
    }

    /** One after the other; only a slot beyond the plan, which stretches it for all that follow, needs the database. */
    private Uni<List<Assignment>> place(
            Transaction transaction,
            Rollout rollout,
            Deque<FleetVm> newcomers,
            PlanRows plan,
            Map<String, List<SlotFinder.Occupant>> occupants,
            Map<SubscriptionRegion, Integer> outside,
            List<Assignment> slots) {
        while (!newcomers.isEmpty()) {
            FleetVm vm = newcomers.poll();
            Ring ring = rollout.policy().ringOf(vm.ring(), vm.placement().subscriptionId());
            List<SlotFinder.Occupant> step = occupants.computeIfAbsent(
                    ring + "/" + vm.placement().region() + "/" + vm.placement().zone(), key -> new ArrayList<>());
            Assignment slot = SlotFinder.slotFor(
                    vm,
                    plan.asPlan(),
                    openBatch(vm, ring, plan),
                    step,
                    outside.getOrDefault(vm.placement().subscriptionRegion(), 1),
                    regions,
                    rollout.policy());
            step.add(new SlotFinder.Occupant(vm.placement(), slot.batch()));
            slots.add(slot);
            if (!plan.has(slot)) {
                return plans.extend(transaction, rollout.id(), slot, ring)
                        .chain(() -> plans.read(transaction, rollout.id()))
                        .chain(longer -> place(transaction, rollout, newcomers, longer, occupants, outside, slots));
            }
        }
        return Uni.createFrom().item(slots);
    }

    private static int openBatch(FleetVm vm, Ring ring, PlanRows plan) {
        return plan.lane(ring, vm.placement().region())
                .filter(lane -> lane.step() > 0
                        && lane.steps()
                                .get(lane.step() - 1)
                                .zone()
                                .equals(vm.placement().zone()))
                .map(PlanRows.Lane::batch)
                .orElse(1);
    }

    private void requireSound(Rollout rollout, RolloutPlan plan, FleetSnapshot fleet) {
        PlanCertificate certificate = PlanCertificate.of(plan, fleet, regions, rollout.policy());
        if (!certificate.isSound()) {
            throw new IllegalStateException(
                    "The plan of rollout " + rollout.id() + " breaks rules: " + certificate.violations());
        }
    }
}
