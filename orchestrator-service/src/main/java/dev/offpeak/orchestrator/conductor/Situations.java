package dev.offpeak.orchestrator.conductor;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.GateCounts;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.orchestrator.planner.Background;
import dev.offpeak.orchestrator.planner.Candidate;
import dev.offpeak.orchestrator.planner.DispatchSnapshot;
import dev.offpeak.orchestrator.planner.LaneView;
import dev.offpeak.orchestrator.planner.PhaseView;
import dev.offpeak.orchestrator.store.Dispatches;
import dev.offpeak.orchestrator.store.PlanRows;
import dev.offpeak.orchestrator.store.Plans;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.Tally;
import dev.offpeak.orchestrator.store.Waiters;
import dev.offpeak.orchestrator.store.Waiting;
import dev.offpeak.regions.RegionCatalog;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Loads what a decision looks at: a handful of queries, whatever the number of VMs. The queries are not one snapshot; what
 * changed between two of them shows as counts that do not add up, which every gate reads as unknown.
 *
 * <p>VMs whose turn is still to come decide nothing, and are most of a large fleet. Where they are left out, how many of them are not
 * eligible is taken from what was last taken down of them.
 */
@ApplicationScoped
class Situations {
    private final Plans plans;
    private final Dispatches dispatch;
    private final Waiters waiters;
    private final RegionCatalog regions;

    Situations(Plans plans, Dispatches dispatch, Waiters waiters, RegionCatalog regions) {
        this.plans = plans;
        this.dispatch = dispatch;
        this.waiters = waiters;
        this.regions = regions;
    }

    /** @param whole whether with the VMs whose turn is still to come */
    Uni<Situation> load(Transaction transaction, Rollout rollout, boolean whole, Instant now) {
        return plans.read(transaction, rollout.id())
                .chain(plan -> dispatch.tallies(transaction, rollout.id()).chain(tallies -> (whole
                                ? dispatch.waiting(transaction, rollout.id())
                                : dispatch.waitingInTurn(transaction, rollout.id()))
                        .chain(waiting -> surroundings(transaction, rollout, waiting, now)
                                .map(around -> situation(rollout, whole, now, plan, tallies, waiting, around)))));
    }

    private Uni<Surroundings> surroundings(
            Transaction transaction, Rollout rollout, List<Waiting> waiting, Instant now) {
        Set<SubscriptionRegion> scopes = new HashSet<>();
        waiting.forEach(one -> scopes.add(one.candidate().vm().placement().subscriptionRegion()));
        return dispatch.inFlight(transaction).chain(inFlight -> dispatch.heldSets(transaction)
                .chain(held -> dispatch.outsideSets(transaction, scopes)
                        .chain(outside -> waiters.ofOthers(transaction, rollout.id(), now)
                                .map(others -> new Surroundings(inFlight, held, outside, others)))));
    }

    private Situation situation(
            Rollout rollout,
            boolean whole,
            Instant now,
            PlanRows plan,
            List<Tally> tallies,
            List<Waiting> waiting,
            Surroundings around) {
        List<Tally> notEligible = new ArrayList<>(whole ? List.of() : stillToCome(plan, tallies));
        waiting.stream()
                .map(Waiting::candidate)
                .filter(candidate ->
                        candidate.progress() == VmProgress.WAITING && holdsNobodyUp(candidate, around.unhealthySets()))
                .map(candidate -> new Tally(
                        candidate.slot().phase(),
                        candidate.slot().region(),
                        candidate.slot().step(),
                        candidate.slot().batch(),
                        VmProgress.WAITING,
                        1,
                        1))
                .forEach(notEligible::add);
        List<PhaseView> phases = new ArrayList<>();
        for (PlanRows.Phase phase : plan.phases()) {
            List<LaneView> lanes = new ArrayList<>();
            for (PlanRows.Lane lane : phase.lanes()) {
                Predicate<Tally> inLane = tally ->
                        tally.phase() == phase.number() && tally.region().equals(lane.region());
                Predicate<Tally> inBatch =
                        inLane.and(tally -> tally.step() == lane.step() && tally.batch() == lane.batch());
                lanes.add(new LaneView(
                        lane.region(),
                        lane.state(),
                        lane.steps(),
                        lane.step(),
                        lane.batch(),
                        counts(tallies, notEligible, inBatch),
                        counts(tallies, notEligible, inLane)));
            }
            phases.add(new PhaseView(
                    phase.number(),
                    phase.state(),
                    phase.startedAt(),
                    counts(tallies, notEligible, tally -> tally.phase() == phase.number()),
                    lanes));
        }
        Map<String, Waiting> byVm = new HashMap<>();
        List<Candidate> candidates = new ArrayList<>();
        Map<VmId, Instant> waitingSince = new HashMap<>();
        for (Waiting one : waiting) {
            VmId vm = one.candidate().vm().id();
            byVm.put(vm.value(), one);
            one.waitingSince().ifPresent(since -> waitingSince.put(vm, since));
            if (!one.backingOff()) {
                candidates.add(one.candidate());
            }
        }
        return new Situation(
                new DispatchSnapshot(
                        now,
                        rollout.state(),
                        rollout.deadline(),
                        rollout.policy(),
                        phases,
                        candidates,
                        around.inFlight(),
                        around.unhealthySets(),
                        around.outsideSets(),
                        regions,
                        new Background(rollout.baseline(), plan.words(), waitingSince, around.waiters())),
                byVm);
    }

    /** What is known of the VMs in phases under way whose turn is still to come. */
    private static List<Tally> stillToCome(PlanRows plan, List<Tally> tallies) {
        Map<LaneKey, PlanRows.Lane> lanes = new HashMap<>();
        plan.phases().stream().filter(phase -> phase.state().hasStarted()).forEach(phase -> phase.lanes()
                .forEach(lane -> lanes.put(new LaneKey(phase.number(), lane.region()), lane)));
        return tallies.stream()
                .filter(tally -> tally.progress() == VmProgress.WAITING)
                .filter(tally -> {
                    PlanRows.Lane lane = lanes.get(new LaneKey(tally.phase(), tally.region()));
                    return lane != null
                            && !LaneView.hasReached(
                                    lane.state(), lane.step(), lane.batch(), tally.step(), tally.batch());
                })
                .toList();
    }

    private record LaneKey(int phase, String region) {}

    private static boolean holdsNobodyUp(Candidate candidate, Map<String, Set<String>> heldSets) {
        if (candidate.vm().ineligible().isPresent()) {
            return true;
        }
        Set<String> culprits =
                candidate.vm().placement().availabilitySet().map(heldSets::get).orElse(null);
        return culprits != null && !culprits.contains(candidate.vm().id().value());
    }

    private static GateCounts counts(List<Tally> tallies, List<Tally> notEligible, Predicate<Tally> where) {
        int held =
                notEligible.stream().filter(where).mapToInt(Tally::notEligible).sum();
        int waiting = 0;
        int inFlight = 0;
        int succeeded = 0;
        int partial = 0;
        int failed = 0;
        for (Tally tally : tallies) {
            if (where.test(tally)) {
                switch (tally.progress()) {
                    case WAITING -> waiting += tally.vms();
                    case IN_FLIGHT -> inFlight += tally.vms();
                    case SUCCEEDED -> succeeded += tally.vms();
                    case PARTIAL -> partial += tally.vms();
                    case FAILED -> failed += tally.vms();
                }
            }
        }
        int assigned = waiting + inFlight + succeeded + partial + failed;
        return new GateCounts(assigned, held, waiting - held, inFlight, succeeded, partial, failed);
    }
}
