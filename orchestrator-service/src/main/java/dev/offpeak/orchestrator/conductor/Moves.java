package dev.offpeak.orchestrator.conductor;

import dev.offpeak.contracts.message.RolloutChanged;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.planner.Advance;
import dev.offpeak.orchestrator.store.InstallationStore;
import dev.offpeak.orchestrator.store.PlanStore;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.RolloutStore;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Commits a decision's moves, and tells of them; nothing is moved if someone stopped or moved the rollout meanwhile. */
@ApplicationScoped
class Moves {
    private static final Logger LOG = Logger.getLogger(Moves.class);

    private final RolloutStore rollouts;
    private final PlanStore plans;
    private final InstallationStore installations;

    Moves(RolloutStore rollouts, PlanStore plans, InstallationStore installations) {
        this.rollouts = rollouts;
        this.plans = plans;
        this.installations = installations;
    }

    /** Answers whether anything moved. */
    Uni<Boolean> commit(Transaction transaction, Rollout decided, List<Advance> advances, Instant now) {
        if (advances.isEmpty()) {
            return Uni.createFrom().item(false);
        }
        return rollouts.fence(transaction.connection(), decided.id()).chain(found -> {
            Rollout fenced = found.orElseThrow();
            if (fenced.version() != decided.version()) {
                return Uni.createFrom().item(false);
            }
            Uni<Void> moved = Uni.createFrom().voidItem();
            for (Advance advance : advances) {
                moved = moved.chain(() -> plans.advance(transaction.connection(), decided.id(), advance, now));
            }
            LOG.infof("Rollout of %s moves on: %s", decided.releaseName(), advances);
            return moved.chain(() -> evidence(transaction, decided, advances, now))
                    .chain(evidence -> move(transaction, fenced, next(fenced, advances), evidence, now))
                    .replaceWith(true);
        });
    }

    /** The next state of a fenced rollout, committed and told. */
    Uni<Rollout> move(
            Transaction transaction, Rollout fenced, RolloutState next, Optional<JsonObject> halt, Instant now) {
        return rollouts.move(transaction.connection(), fenced, next, halt, now)
                .call(moved -> transaction.send(changed(moved, now)));
    }

    static RolloutChanged changed(Rollout rollout, Instant now) {
        return new RolloutChanged(
                rollout.id(),
                rollout.releaseName(),
                rollout.state().toString(),
                rollout.fenceEpoch(),
                rollout.version(),
                now);
    }

    private static RolloutState next(Rollout rollout, List<Advance> advances) {
        for (Advance advance : advances) {
            if (advance instanceof Advance.Halt) {
                return rollout.state().become(RolloutState.HALTED);
            }
        }
        for (Advance advance : advances) {
            if (advance instanceof Advance.CompleteRollout end) {
                return rollout.state()
                        .become(
                                end.everythingSucceeded()
                                        ? RolloutState.COMPLETED
                                        : RolloutState.COMPLETED_WITH_WARNINGS);
            }
        }
        return rollout.state() == RolloutState.PLANNED
                ? rollout.state().become(RolloutState.IN_PROGRESS)
                : rollout.state();
    }

    /** What a halt names: each gate's counts and sentence, and the patches that failed VMs share. */
    private Uni<Optional<JsonObject>> evidence(
            Transaction transaction, Rollout rollout, List<Advance> advances, Instant now) {
        JsonArray gates = new JsonArray();
        for (Advance advance : advances) {
            if (advance instanceof Advance.Halt halt) {
                gates.add(new JsonObject()
                        .put("phase", halt.phase())
                        .put("region", halt.region())
                        .put("why", halt.why())
                        .put(
                                "counts",
                                new JsonObject()
                                        .put("assigned", halt.evidence().assigned())
                                        .put("notEligible", halt.evidence().notEligible())
                                        .put("waiting", halt.evidence().waiting())
                                        .put("inFlight", halt.evidence().inFlight())
                                        .put("succeeded", halt.evidence().succeeded())
                                        .put("partial", halt.evidence().partial())
                                        .put("failed", halt.evidence().failed())));
            }
        }
        return gates.isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : installations
                        .failedPatches(transaction.connection(), rollout.id())
                        .map(patches -> Optional.of(new JsonObject()
                                .put("at", now.toString())
                                .put("gates", gates)
                                .put("failedPatches", new JsonArray(patches))));
    }
}
