package dev.offpeak.orchestrator.conductor;

import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.Ring;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.orchestrator.planner.Assignment;
import dev.offpeak.orchestrator.planner.FleetSnapshot;
import dev.offpeak.orchestrator.planner.PlanCertificate;
import dev.offpeak.orchestrator.planner.RolloutPlan;
import dev.offpeak.orchestrator.planner.RolloutPlanner;
import dev.offpeak.orchestrator.planner.SlotFinder;
import dev.offpeak.orchestrator.store.DispatchStore;
import dev.offpeak.orchestrator.store.EvidenceStore;
import dev.offpeak.orchestrator.store.PlanRows;
import dev.offpeak.orchestrator.store.PlanStore;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.regions.RegionCatalog;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Writes a rollout's plan, and finds slots for VMs that join a rollout under way. */
@ApplicationScoped
class Planning {
    private final PlanStore plans;
    private final DispatchStore dispatch;
    private final EvidenceStore evidence;
    private final RegionCatalog regions;

    Planning(PlanStore plans, DispatchStore dispatch, EvidenceStore evidence, RegionCatalog regions) {
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
    Uni<Void> plan(SqlConnection connection, Rollout rollout, Instant now) {
        return plans.fleet(connection).chain(fleet -> {
            RolloutPlan plan =
                    RolloutPlanner.plan(fleet, regions, rollout.policy(), rollout.seed(), now, rollout.deadline());
            requireSound(rollout, plan, fleet);
            return evidence.baseline(connection, rollout.publishedAt())
                    .chain(baseline -> plans.write(connection, rollout.id(), plan, baseline, now));
        });
    }

    /** Gives every VM without a slot one. Answers whether there was any. */
    Uni<Boolean> join(SqlConnection connection, Rollout rollout, Instant now) {
        return plans.newcomers(connection, rollout.id())
                .chain(newcomers -> newcomers.isEmpty()
                        ? Uni.createFrom().item(false)
                        : join(connection, rollout, newcomers, now).replaceWith(true));
    }

    private Uni<Void> join(SqlConnection connection, Rollout rollout, List<FleetVm> newcomers, Instant now) {
        TreeSet<String> lanes = new TreeSet<>();
        newcomers.forEach(vm -> lanes.add(vm.placement().region()));
        return plans.occupants(connection, rollout.id(), lanes).chain(occupants -> dispatch.outsideSets(connection)
                .chain(outside -> plans.read(connection, rollout.id())
                        .chain(plan -> place(
                                connection,
                                rollout,
                                new ArrayDeque<>(newcomers),
                                plan,
                                occupants,
                                outside,
                                new ArrayList<>()))
                        .chain(slots -> plans.assign(connection, rollout.id(), slots, now))));
    }

    /** One after the other; only a slot beyond the plan, which stretches it for all that follow, needs the database. */
    private Uni<List<Assignment>> place(
            SqlConnection connection,
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
                return plans.extend(connection, rollout.id(), slot, ring)
                        .chain(() -> plans.read(connection, rollout.id()))
                        .chain(longer -> place(connection, rollout, newcomers, longer, occupants, outside, slots));
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
