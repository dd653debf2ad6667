package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.orchestrator.planner.Outlook;
import dev.offpeak.orchestrator.store.DeadlineStore;
import dev.offpeak.orchestrator.store.DispatchStore;
import dev.offpeak.orchestrator.store.PlanRows;
import dev.offpeak.orchestrator.store.PlanStore;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.RolloutStore;
import dev.offpeak.orchestrator.store.StandingStore;
import dev.offpeak.orchestrator.store.StopStore;
import dev.offpeak.orchestrator.store.VmFilter;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rollouts, their phases and their VMs as they stand now, put together from what is stored. */
@ApplicationScoped
class RolloutViews {
    private final RolloutStore rollouts;
    private final PlanStore plans;
    private final DispatchStore dispatch;
    private final StandingStore standings;
    private final StopStore stops;
    private final DeadlineStore deadlines;
    private final Pool pool;
    private final PlatformClock clock;

    RolloutViews(
            RolloutStore rollouts,
            PlanStore plans,
            DispatchStore dispatch,
            StandingStore standings,
            StopStore stops,
            DeadlineStore deadlines,
            Pool pool,
            PlatformClock clock) {
        this.rollouts = rollouts;
        this.plans = plans;
        this.dispatch = dispatch;
        this.standings = standings;
        this.stops = stops;
        this.deadlines = deadlines;
        this.pool = pool;
        this.clock = clock;
    }

    /** Newest release first. */
    Uni<List<Rollout>> all() {
        return rollouts.rollouts(pool);
    }

    /** The rollout of that id; fails with a refusal when there is none. */
    Uni<Rollout> find(String id) {
        return rollouts.find(pool, id).map(found -> found.orElseThrow(() -> noSuchRollout(id)));
    }

    static RefusedException noSuchRollout(String id) {
        return ArmRefusal.notFound("There is no rollout '" + id + "'. GET /rollouts lists them all.")
                .asException();
    }

    /** One of a list: without its phases. */
    Uni<RolloutView> entry(Rollout rollout) {
        return dispatch.tallies(pool, rollout.id())
                .chain(tallies -> standings.held(pool, rollout.id()).chain(held -> present()
                        .map(present -> RolloutView.of(
                                rollout,
                                PhaseView.count(tallies, tally -> true),
                                held,
                                Optional.empty(),
                                Optional.empty(),
                                present))));
    }

    Uni<RolloutView> view(Rollout rollout) {
        return dispatch.tallies(pool, rollout.id())
                .chain(tallies -> standings.held(pool, rollout.id()).chain(held -> plans.read(pool, rollout.id())
                        .chain(plan -> deadlines.atRiskSince(pool, rollout.id()).chain(since -> present()
                                .map(present -> RolloutView.of(
                                        rollout,
                                        PhaseView.count(tallies, tally -> true),
                                        held,
                                        Optional.of(PhaseView.of(plan, rollout.forecast(), tallies)),
                                        outlook(rollout, plan, since, present),
                                        present))))));
    }

    private static Optional<OutlookView> outlook(
            Rollout rollout, PlanRows plan, Optional<Instant> atRiskSince, Present present) {
        return rollout.forecast()
                .filter(forecast -> !rollout.state().isTerminal())
                .map(forecast ->
                        OutlookView.of(Outlook.of(forecast, plan.startedAt(), plan.over(), present.at()), atRiskSince));
    }

    Uni<List<PhaseView>> phasesOf(Rollout rollout) {
        return plans.read(pool, rollout.id()).chain(plan -> dispatch.tallies(pool, rollout.id())
                .map(tallies -> PhaseView.of(plan, rollout.forecast(), tallies)));
    }

    /** The VMs that the filter lets through, by id. */
    Uni<List<VmView>> vms(Rollout rollout, VmFilter filter) {
        return standings.vms(pool, rollout.id(), filter).chain(vms -> plans.read(pool, rollout.id())
                .chain(plan -> present().map(present -> vms.stream()
                        .map(vm -> VmView.of(vm, rollout, plan, present))
                        .toList())));
    }

    private Uni<Present> present() {
        return stops.current(pool).map(stop -> new Present(clock.now(), stop.isPresent()));
    }
}
