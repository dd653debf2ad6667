package dev.offpeak.orchestrator.store;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.Baseline;
import dev.offpeak.orchestrator.domain.ExternalWord;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.Ring;
import dev.offpeak.orchestrator.planner.Advance;
import dev.offpeak.orchestrator.planner.Assignment;
import dev.offpeak.orchestrator.planner.FleetSnapshot;
import dev.offpeak.orchestrator.planner.RolloutPlan;
import dev.offpeak.orchestrator.planner.SlotFinder;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Plans of rollouts. */
public interface Plans {
    /** Every VM that exists, in every patch mode. */
    Uni<FleetSnapshot> fleet(Transaction transaction);

    /** The same, to plan that rollout by: what joins from here on are its {@linkplain #newcomers newcomers}. */
    Uni<FleetSnapshot> fleet(Transaction transaction, String rolloutId);

    /** VMs to patch that have no slot in the rollout yet, by id; a thousand at most. */
    Uni<List<FleetVm>> newcomers(Transaction transaction, String rolloutId);

    /** Everyone with a slot in those regions, by {@code ring/region/zone}. */
    Uni<Map<String, List<SlotFinder.Occupant>>> occupants(
            Transaction transaction, String rolloutId, Collection<String> regions);

    /** A new plan, all of it waiting; with what earlier releases came to, as its gates take it from then on. */
    Uni<Void> write(Transaction transaction, String rolloutId, RolloutPlan plan, Baseline baseline, Instant now);

    /** Slots, beside those that stand. */
    Uni<Void> assign(Transaction transaction, String rolloutId, List<Assignment> slots, Instant now);

    /** Makes room in the plan for a slot that lies one beyond it; what is there already stays. */
    Uni<Void> extend(Transaction transaction, String rolloutId, Assignment slot, Ring ring);

    /** The plan as it stands. */
    Uni<PlanRows> read(Transaction transaction, String rolloutId);

    /**
     * What somebody outside says to the start of a phase of a fenced rollout, in place of what was said before: moves that were
     * decided without it do not hold. Answers false, and says nothing, once the phase has started.
     */
    Uni<Boolean> say(Transaction transaction, String rolloutId, int phase, ExternalWord word);

    /** Moves the plan on. Each move holds only if the plan is where the decision saw it; else nothing changes. */
    Uni<Void> advance(Transaction transaction, String rolloutId, Advance advance, Instant now);
}
