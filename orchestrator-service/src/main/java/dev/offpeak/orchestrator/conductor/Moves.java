package dev.offpeak.orchestrator.conductor;

import dev.offpeak.contracts.message.RolloutChanged;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.Halt;
import dev.offpeak.orchestrator.domain.HaltEvidence;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.planner.Advance;
import dev.offpeak.orchestrator.store.Evidence;
import dev.offpeak.orchestrator.store.Plans;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.Rollouts;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Commits a decision's moves, and tells of them; nothing is moved if someone stopped or moved the rollout meanwhile. */
@ApplicationScoped
class Moves {
    private static final Logger LOG = Logger.getLogger(Moves.class);

    private final Rollouts rollouts;
    private final Plans plans;
    private final Evidence evidence;

    Moves(Rollouts rollouts, Plans plans, Evidence evidence) {
        this.rollouts = rollouts;
        this.plans = plans;
        this.evidence = evidence;
    }

    /** Answers whether anything moved. */
    Uni<Boolean> commit(Transaction transaction, Rollout decided, List<Advance> advances, Instant now) {
        if (advances.isEmpty()) {
            return Uni.createFrom().item(false);
        }
        return rollouts.fence(transaction, decided.id()).chain(found -> {
            Rollout fenced = found.orElseThrow();
            if (fenced.version() != decided.version()) {
                return Uni.createFrom().item(false);
            }
            Uni<Void> moved = Uni.createFrom().voidItem();
            for (Advance advance : advances) {
                moved = moved.chain(() -> plans.advance(transaction, decided.id(), advance, now));
            }
            LOG.infof("Rollout of %s moves on: %s", decided.releaseName(), advances);
            return moved.chain(() -> halt(transaction, decided, advances, now))
                    .chain(halt -> move(transaction, fenced, next(fenced, advances), halt, now))
                    .replaceWith(true);
        });
    }

    /** The next state of a fenced rollout, committed and told. */
    Uni<Rollout> move(Transaction transaction, Rollout fenced, RolloutState next, Optional<Halt> halt, Instant now) {
        return rollouts.move(transaction, fenced, next, halt, now).call(moved -> transaction.send(changed(moved, now)));
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

    /** What a halt names: the gates that closed, and what became of all VMs tried so far. Empty when no gate closed. */
    private Uni<Optional<Halt>> halt(Transaction transaction, Rollout rollout, List<Advance> advances, Instant now) {
        List<Halt.ClosedGate> gates = new ArrayList<>();
        for (Advance advance : advances) {
            if (advance instanceof Advance.Halt closed) {
                gates.add(new Halt.ClosedGate(closed.phase(), closed.region(), closed.why(), closed.evidence()));
            }
        }
        return gates.isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : evidence.trials(transaction, rollout.id())
                        .chain(trials -> evidence.failedPatches(transaction, rollout.id())
                                .map(failed -> Optional.of(
                                        new Halt(now, gates, Optional.of(HaltEvidence.of(trials)), failed))));
    }
}
