package dev.offpeak.simulation.memory;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.Baseline;
import dev.offpeak.orchestrator.domain.Halt;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.domain.WithdrawnPatch;
import dev.offpeak.orchestrator.planner.Forecast;
import dev.offpeak.orchestrator.planner.SpreadException;
import dev.offpeak.orchestrator.store.Release;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.Rollouts;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Releases and rollouts in memory. */
class MemoryRollouts implements Rollouts {
    private final MemoryDatabase database;

    MemoryRollouts(MemoryDatabase database) {
        this.database = database;
    }

    @Override
    public Uni<Boolean> publish(Transaction transaction, Release release) {
        if (database.releases.has(release.name())) {
            return Uni.createFrom().item(false);
        }
        MemoryTransaction open = MemoryTransaction.of(transaction);
        database.releases.put(open, release.name(), release);
        database.rollouts.put(
                open,
                release.rolloutId(),
                new Rollout(
                        release.rolloutId(),
                        release.name(),
                        RolloutState.PLANNED,
                        1,
                        1,
                        release.policy(),
                        release.seed(),
                        release.publishedAt(),
                        release.maxPatchPublishDate(),
                        release.deadline(),
                        release.createdAt(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Baseline.NONE,
                        Optional.empty(),
                        List.of()));
        return Uni.createFrom().item(true);
    }

    @Override
    public Uni<Optional<Rollout>> find(Transaction transaction, String id) {
        return Uni.createFrom().item(database.rollouts.find(id.toLowerCase(Locale.ROOT)));
    }

    @Override
    public Uni<List<String>> active(Transaction transaction) {
        return Uni.createFrom()
                .item(database.rollouts.all().stream()
                        .filter(rollout -> !rollout.state().isTerminal())
                        .sorted(Comparator.comparing(Rollout::deadline).thenComparing(Rollout::id))
                        .map(Rollout::id)
                        .toList());
    }

    @Override
    public Uni<Boolean> claim(Transaction transaction, String rolloutId) {
        return Uni.createFrom().item(database.tryLock("conduct " + rolloutId, MemoryTransaction.of(transaction)));
    }

    @Override
    public Uni<Boolean> mayDispatch(Transaction transaction, String rolloutId, long fenceEpoch) {
        MemoryTransaction.of(transaction).requireOpen();
        return Uni.createFrom()
                .item(database.stops.isEmpty()
                        && database.rollouts
                                .find(rolloutId)
                                .filter(rollout -> rollout.state().dispatches() && rollout.fenceEpoch() == fenceEpoch)
                                .isPresent());
    }

    /** Nobody else is at work while this thread is: the lock is had at once. */
    @Override
    public Uni<Optional<Rollout>> fence(Transaction transaction, String rolloutId) {
        MemoryTransaction.of(transaction).requireOpen();
        return find(transaction, rolloutId);
    }

    @Override
    public Uni<Rollout> move(
            Transaction transaction, Rollout fenced, RolloutState next, Optional<Halt> halt, Instant now) {
        Rollout is = database.rollouts.find(fenced.id()).orElseThrow();
        boolean stops = fenced.state().dispatches() && !next.dispatches();
        return put(
                transaction,
                new Rollout(
                        is.id(),
                        is.releaseName(),
                        next,
                        is.fenceEpoch() + (stops ? 1 : 0),
                        is.version() + 1,
                        is.policy(),
                        is.seed(),
                        is.publishedAt(),
                        is.maxPatchPublishDate(),
                        is.deadline(),
                        is.createdAt(),
                        is.plannedAt(),
                        next.isTerminal() ? Optional.of(now) : Optional.empty(),
                        is.forecast(),
                        is.spread(),
                        is.baseline(),
                        halt.or(is::halt),
                        is.withdrawn()));
    }

    @Override
    public Uni<Rollout> withdraw(Transaction transaction, Rollout fenced, List<WithdrawnPatch> withdrawn) {
        return put(transaction, voided(database.rollouts.find(fenced.id()).orElseThrow(), List.copyOf(withdrawn)));
    }

    @Override
    public Uni<List<Rollout>> voidOrders(Transaction transaction) {
        List<Rollout> voided = new ArrayList<>();
        for (Rollout rollout : List.copyOf(database.rollouts.all())) {
            if (rollout.state() == RolloutState.IN_PROGRESS) {
                Rollout after = voided(rollout, rollout.withdrawn());
                database.rollouts.put(MemoryTransaction.of(transaction), after.id(), after);
                voided.add(after);
            }
        }
        return Uni.createFrom().item(voided);
    }

    private static Rollout voided(Rollout is, List<WithdrawnPatch> withdrawn) {
        return new Rollout(
                is.id(),
                is.releaseName(),
                is.state(),
                is.fenceEpoch() + 1,
                is.version() + 1,
                is.policy(),
                is.seed(),
                is.publishedAt(),
                is.maxPatchPublishDate(),
                is.deadline(),
                is.createdAt(),
                is.plannedAt(),
                is.endedAt(),
                is.forecast(),
                is.spread(),
                is.baseline(),
                is.halt(),
                withdrawn);
    }

    /** Its plan was written. */
    static Rollout planned(Rollout is, Instant at, Forecast forecast, List<SpreadException> spread, Baseline baseline) {
        return new Rollout(
                is.id(),
                is.releaseName(),
                is.state(),
                is.fenceEpoch(),
                is.version() + 1,
                is.policy(),
                is.seed(),
                is.publishedAt(),
                is.maxPatchPublishDate(),
                is.deadline(),
                is.createdAt(),
                Optional.of(at),
                is.endedAt(),
                Optional.of(forecast),
                spread,
                baseline,
                is.halt(),
                is.withdrawn());
    }

    /** A word was said to it. */
    static Rollout moved(Rollout is) {
        return new Rollout(
                is.id(),
                is.releaseName(),
                is.state(),
                is.fenceEpoch(),
                is.version() + 1,
                is.policy(),
                is.seed(),
                is.publishedAt(),
                is.maxPatchPublishDate(),
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

    private Uni<Rollout> put(Transaction transaction, Rollout rollout) {
        database.rollouts.put(MemoryTransaction.of(transaction), rollout.id(), rollout);
        return Uni.createFrom().item(rollout);
    }
}
