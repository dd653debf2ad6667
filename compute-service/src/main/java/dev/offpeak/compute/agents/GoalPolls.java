package dev.offpeak.compute.agents;

import dev.offpeak.compute.work.AgentsConfig;
import dev.offpeak.contracts.agent.GoalState;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The agents' long polls. One that waits costs a map entry and a timer; one that knows the present revision costs no query
 * ({@link KnownRevisions}):
 *
 * <ol>
 *   <li>A poll is registered first and looked up then, so that no change falls between the two. Polls that arrive together, or are
 *       woken together, are looked up by one query for their revisions, and one more for those that have news.
 *   <li>A notification of another revision, from whichever replica made it, looks the VM up again.
 *   <li>In case one was lost, {@link #fallback} asks once a second what changed of late: one query, whatever the number of polls.
 *   <li>A poll whose time is over is answered with nothing new.
 * </ol>
 */
@ApplicationScoped
class GoalPolls {
    private static final Logger LOG = Logger.getLogger(GoalPolls.class);
    private static final int MOST_AT_ONCE = 500;
    /** A poll that comes alone is looked up at once; of ten thousand a second, ten share a query. */
    private static final Duration DISTANCE = Duration.ofMillis(1);
    /** Real seconds the fallback looks back: the longest time between two looks, and five that a transaction may last. */
    private static final long LOOKS_BACK_SECONDS = KnownRevisions.LONGEST_BETWEEN_LOOKS.toSeconds() + 5;

    /** What a poll is answered with. */
    sealed interface Answer {
        record Changed(GoalState goal) implements Answer {}

        record Unchanged() implements Answer {}

        record Gone() implements Answer {}
    }

    private record Waiter(OptionalLong known, boolean once, UniEmitter<? super Answer> answer) {
        private boolean knows(long revision) {
            return known.isPresent() && known.getAsLong() == revision;
        }
    }

    /**
     * What one lookup found.
     *
     * @param revisions of all VMs that exist
     * @param goals of those with news
     */
    private record Found(Map<UUID, Long> revisions, Map<UUID, GoalState> goals) {}

    private final Map<UUID, List<Waiter>> waiting = new ConcurrentHashMap<>();
    private final KnownRevisions revisions = new KnownRevisions(System::nanoTime);
    private final Queue<UUID> toLookUp = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile long begunNanos = System.nanoTime() - DISTANCE.toNanos();
    private final GoalStates goals;
    private final Pool pool;
    private final Vertx vertx;
    private final Duration longest;

    GoalPolls(GoalStates goals, Pool pool, Vertx vertx, AgentsConfig config, MeterRegistry metrics) {
        this.goals = goals;
        this.pool = pool;
        this.vertx = vertx;
        this.longest = config.longestPoll();
        metrics.gaugeMapSize("offpeak.agents.polls.waiting", List.of(), waiting);
    }

    /** Whether that is known to be the present revision, so that whoever won't wait need not be looked up. */
    boolean isPresent(UUID vmId, OptionalLong known) {
        return revisions.isPresent(vmId, known);
    }

    /**
     * Answers as soon as the goal state's revision is another than the known one.
     *
     * @param known the agent's revision; empty when it has none, so that the present one is the answer
     * @param wait real time; zero asks once
     */
    Uni<Answer> poll(UUID vmId, OptionalLong known, Duration wait) {
        return Uni.createFrom().emitter(emitter -> {
            Waiter waiter = new Waiter(known, wait.isZero(), emitter);
            register(vmId, waiter);
            long millis = Math.max(1, (wait.compareTo(longest) > 0 ? longest : wait).toMillis());
            if (!wait.isZero()) {
                long timer = vertx.setTimer(millis, fired -> end(vmId, waiter, new Answer.Unchanged()));
                emitter.onTermination(() -> {
                    vertx.cancelTimer(timer);
                    remove(vmId, waiter);
                });
            }
            if (wait.isZero() || !revisions.isPresent(vmId, known)) {
                lookUp(List.of(vmId));
            }
        });
    }

    /** These VMs' goal states may have changed. */
    void wake(Collection<UUID> vmIds) {
        revisions.forget(vmIds);
        lookUpWaiting(vmIds);
    }

    private void lookUpWaiting(Collection<UUID> vmIds) {
        lookUp(vmIds.stream().filter(waiting::containsKey).toList());
    }

    /** This VM's credential was revoked: whoever polls with it gets nothing more. */
    void refuse(UUID vmId) {
        List<Waiter> strangers = waiting.remove(vmId);
        if (strangers != null) {
            strangers.forEach(waiter -> waiter.answer().fail(Credentials.notThisVms()));
        }
    }

    /** Looks for changes that no notification told of. */
    Uni<Integer> fallback() {
        if (waiting.isEmpty() && revisions.isEmpty()) {
            revisions.looked(System.nanoTime(), Map.of());
            return Uni.createFrom().item(0);
        }
        long begun = System.nanoTime();
        return pool.preparedQuery("SELECT vm_id, revision FROM agent"
                        + " WHERE real_revised_at > clock_timestamp() - $1 * interval '1 second'")
                .execute(Tuple.of(LOOKS_BACK_SECONDS))
                .map(rows -> {
                    Map<UUID, Long> changed = new HashMap<>();
                    rows.forEach(row -> changed.put(row.getUUID(0), row.getLong(1)));
                    revisions.looked(begun, changed);
                    lookUpWaiting(changed.keySet());
                    return 0;
                });
    }

    private void lookUp(Collection<UUID> vmIds) {
        toLookUp.addAll(vmIds);
        next();
    }

    private void next() {
        if (toLookUp.isEmpty() || !busy.compareAndSet(false, true)) {
            return;
        }
        if (System.nanoTime() - begunNanos >= DISTANCE.toNanos()) {
            lookUpNow();
        } else {
            vertx.setTimer(DISTANCE.toMillis(), fired -> lookUpNow());
        }
    }

    private void lookUpNow() {
        begunNanos = System.nanoTime();
        Set<UUID> batch = new LinkedHashSet<>();
        for (UUID vmId = toLookUp.poll(); vmId != null; vmId = batch.size() < MOST_AT_ONCE ? toLookUp.poll() : null) {
            batch.add(vmId);
        }
        Uni.createFrom()
                .deferred(() -> goals.revisions(batch))
                .flatMap(this::withNews)
                .subscribe()
                .with(found -> finish(batch, found), failure -> fail(batch, failure));
    }

    /** The whole goal states of those VMs whose revision somebody does not know yet: few, for most polls learn nothing new. */
    private Uni<Found> withNews(Map<UUID, Long> revisions) {
        List<UUID> news = revisions.entrySet().stream()
                .filter(present -> waiting.getOrDefault(present.getKey(), List.of()).stream()
                        .anyMatch(waiter -> !waiter.knows(present.getValue())))
                .map(Map.Entry::getKey)
                .toList();
        return news.isEmpty()
                ? Uni.createFrom().item(new Found(revisions, Map.of()))
                : goals.load(news).map(loaded -> new Found(revisions, loaded));
    }

    private void finish(Set<UUID> batch, Found found) {
        revisions.read(found.revisions());
        busy.set(false);
        next();
        for (UUID vmId : batch) {
            for (Waiter waiter : waiting.getOrDefault(vmId, List.of())) {
                answer(vmId, waiter, found).ifPresent(answer -> end(vmId, waiter, answer));
            }
        }
    }

    private static Optional<Answer> answer(UUID vmId, Waiter waiter, Found found) {
        Long revision = found.revisions().get(vmId);
        if (revision == null) {
            return Optional.of(new Answer.Gone());
        }
        if (waiter.knows(revision)) {
            return waiter.once() ? Optional.of(new Answer.Unchanged()) : Optional.empty();
        }
        // One that came while the goal states were loaded has its own lookup ahead.
        return Optional.ofNullable(found.goals().get(vmId)).map(Answer.Changed::new);
    }

    private void fail(Set<UUID> batch, Throwable failure) {
        busy.set(false);
        LOG.warnf("Goal states of %d VMs could not be read, their agents will ask again: %s", batch.size(), failure);
        for (UUID vmId : batch) {
            for (Waiter waiter : waiting.getOrDefault(vmId, List.of())) {
                if (remove(vmId, waiter)) {
                    waiter.answer().fail(failure);
                }
            }
        }
        next();
    }

    private void end(UUID vmId, Waiter waiter, Answer answer) {
        if (remove(vmId, waiter)) {
            waiter.answer().complete(answer);
        }
    }

    /** Within the map's own lock: a list that is emptied and taken out at the same moment would take this one along. */
    private void register(UUID vmId, Waiter waiter) {
        waiting.compute(vmId, (id, waiters) -> {
            List<Waiter> all = waiters == null ? new CopyOnWriteArrayList<>() : waiters;
            all.add(waiter);
            return all;
        });
    }

    private boolean remove(UUID vmId, Waiter waiter) {
        boolean[] removed = new boolean[1];
        waiting.computeIfPresent(vmId, (id, waiters) -> {
            removed[0] = waiters.remove(waiter);
            return waiters.isEmpty() ? null : waiters;
        });
        return removed[0];
    }
}
