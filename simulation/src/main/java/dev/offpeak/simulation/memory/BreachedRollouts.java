package dev.offpeak.simulation.memory;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.store.Rollout;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;

/** Rollouts that go on although they are paused, or install more than their release. */
final class BreachedRollouts extends MemoryRollouts {
    private final Breach breach;

    BreachedRollouts(MemoryDatabase database, Breach breach) {
        super(database);
        this.breach = breach;
    }

    @Override
    public Uni<Optional<Rollout>> find(Transaction transaction, String id) {
        return super.find(transaction, id).map(found -> found.map(this::told));
    }

    @Override
    public Uni<Boolean> mayDispatch(Transaction transaction, String rolloutId, long fenceEpoch) {
        return breach == Breach.PAUSE_IGNORED
                ? Uni.createFrom().item(true)
                : super.mayDispatch(transaction, rolloutId, fenceEpoch);
    }

    private Rollout told(Rollout is) {
        boolean goesOn = breach == Breach.PAUSE_IGNORED && is.state() == RolloutState.PAUSED;
        boolean later = breach == Breach.LATER_PATCHES_INSTALLED;
        return new Rollout(
                is.id(),
                is.releaseName(),
                goesOn ? RolloutState.IN_PROGRESS : is.state(),
                is.fenceEpoch(),
                is.version(),
                is.policy(),
                is.seed(),
                is.publishedAt(),
                later ? is.maxPatchPublishDate().plus(Duration.ofDays(1)) : is.maxPatchPublishDate(),
                is.deadline(),
                is.createdAt(),
                is.plannedAt(),
                is.endedAt(),
                is.forecast(),
                is.spread(),
                is.baseline(),
                is.halt(),
                is.withdrawn());
    }
}
