package dev.offpeak.orchestrator.conductor;

import dev.offpeak.messaging.AtomicWork;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.orchestrator.planner.Advance;
import dev.offpeak.orchestrator.planner.DispatchDecider;
import dev.offpeak.orchestrator.planner.DispatchDecision;
import dev.offpeak.orchestrator.store.Dispatches;
import dev.offpeak.orchestrator.store.NewHold;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.Rollouts;
import dev.offpeak.orchestrator.store.Stops;
import dev.offpeak.orchestrator.store.Waiters;
import dev.offpeak.orchestrator.store.Waiting;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Carries rollouts out. Level-triggered: a look needs no memory of the look before, may be lost, may be run by any replica and
 * by several at once, and may die at any point.
 *
 * <ol>
 *   <li>Claim: an advisory lock of a transaction; who does not get it leaves the rollout to who has it.
 *   <li>A rollout without a plan is planned, VMs without a slot get one; then it is looked at again.
 *   <li>Load what is, decide (pure).
 *   <li>Give the orders, each region in a short transaction of its own, which the database may refuse VM by VM.
 *   <li>Commit the moves, the hold reasons and the waits with the claim.
 * </ol>
 *
 * <p>The claim saves work, it protects nothing: what must not happen is refused by the interlocks, by the fence, and by moves that
 * hold only where the decision saw the plan. While orders are given the claim's transaction holds no row, so that neither waits
 * for the other.
 */
@ApplicationScoped
public class Conductor {
    private static final Logger LOG = Logger.getLogger(Conductor.class);
    private static final int LOOKS_IN_A_ROW = 20;
    /** The next look, soon after, gives more: none may take so long that it is given up. */
    private static final int ORDERS_A_LOOK = 5_000;

    private final AtomicWork transactions;
    private final Stops stops;
    private final Rollouts rollouts;
    private final Dispatches dispatch;
    private final Waiters waiters;
    private final Planning planning;
    private final Situations situations;
    private final Orders orders;
    private final Moves moves;
    private final PlatformClock clock;
    private final Map<String, Instant> due = new ConcurrentHashMap<>();
    private final WholeLooks wholeLooks = new WholeLooks();

    Conductor(
            AtomicWork transactions,
            Stops stops,
            Rollouts rollouts,
            Dispatches dispatch,
            Waiters waiters,
            Planning planning,
            Situations situations,
            Orders orders,
            Moves moves,
            PlatformClock clock) {
        this.transactions = transactions;
        this.stops = stops;
        this.rollouts = rollouts;
        this.dispatch = dispatch;
        this.waiters = waiters;
        this.planning = planning;
        this.situations = situations;
        this.orders = orders;
        this.moves = moves;
        this.clock = clock;
    }

    /** Looks at every rollout under way once, and again where that moved something. One that fails does not keep the others waiting. */
    public Uni<Void> look() {
        return underWay().chain(rollouts -> {
            Uni<Void> looked = Uni.createFrom().voidItem();
            for (String rolloutId : rollouts) {
                looked = looked.chain(() -> look(rolloutId));
            }
            return looked;
        });
    }

    /** Ids of the rollouts that are to be looked at, nearest deadline first; none while everything is stopped. */
    public Uni<List<String>> underWay() {
        return transactions
                .inTransaction(this::underWay)
                .invoke(due.keySet()::retainAll)
                .invoke(wholeLooks::retain);
    }

    /** Looks at one rollout, and again as long as that moves something. What fails is looked at again with the next tick. */
    public Uni<Void> look(String rolloutId) {
        return look(rolloutId, LOOKS_IN_A_ROW).onFailure().recoverWithUni(failure -> {
            LOG.errorf(failure, "The look at rollout %s failed; it is repeated with the next tick", rolloutId);
            due.put(rolloutId, clock.now());
            return Uni.createFrom().voidItem();
        });
    }

    private Uni<List<String>> underWay(Transaction transaction) {
        return stops.current(transaction)
                .chain(stop -> stop.isPresent() ? Uni.createFrom().item(List.of()) : rollouts.active(transaction));
    }

    /** The earliest platform time at which something will be due by itself; empty when only an event can change anything. */
    public Optional<Instant> nextDue() {
        return due.values().stream().min(Instant::compareTo);
    }

    /** The same of one rollout, as the last look at it saw. */
    Optional<Instant> nextDue(String rolloutId) {
        if (wholeLooks.isOwed(rolloutId, clock.realNow())) {
            return Optional.of(clock.now());
        }
        return Optional.ofNullable(due.get(rolloutId));
    }

    private Uni<Void> look(String rolloutId, int looksLeft) {
        return transactions
                .inTransaction(claim -> rollouts.claim(claim, rolloutId).chain(mine -> {
                    if (!mine) {
                        // Whoever has it may die before it has changed anything.
                        due.put(rolloutId, clock.now());
                    }
                    return mine ? step(claim, rolloutId) : Uni.createFrom().item(false);
                }))
                .chain(moved -> moved && looksLeft > 1
                        ? look(rolloutId, looksLeft - 1)
                        : Uni.createFrom().voidItem());
    }

    /** One step under the claim. Answers whether it is worth looking again at once. */
    private Uni<Boolean> step(Transaction claim, String rolloutId) {
        return rollouts.find(claim, rolloutId).chain(found -> {
            Rollout rollout = found.orElseThrow();
            Instant now = clock.now();
            if (rollout.state().isTerminal()) {
                return Uni.createFrom().item(false);
            }
            if (rollout.publishedAt().isAfter(now)) {
                due.put(rolloutId, rollout.publishedAt());
                return Uni.createFrom().item(false);
            }
            if (rollout.plannedAt().isEmpty()) {
                return plan(claim, rollout, now);
            }
            return planning.join(claim, rollout, now)
                    .chain(joined -> joined ? Uni.createFrom().item(true) : carryOut(claim, rollout));
        });
    }

    private Uni<Boolean> plan(Transaction claim, Rollout rollout, Instant now) {
        return planning.plan(claim, rollout, now)
                .chain(() -> rollouts.find(claim, rollout.id()))
                .chain(planned -> claim.send(Moves.changed(planned.orElseThrow(), now)))
                .replaceWith(true);
    }

    private Uni<Boolean> carryOut(Transaction claim, Rollout rollout) {
        Instant now = clock.now();
        Instant realBegun = clock.realNow();
        boolean whole = wholeLooks.isDue(rollout.id(), realBegun);
        return situations.load(claim, rollout, whole, now).chain(situation -> {
            DispatchDecision decision = DispatchDecider.decide(situation.snapshot());
            decision.wakeAt().ifPresentOrElse(at -> due.put(rollout.id(), at), () -> due.remove(rollout.id()));
            return orders.give(rollout, situation, first(decision.start()))
                    .chain(() -> moves.commit(claim, rollout, decision.advances(), clock.now()))
                    .call(() -> takeDown(claim, rollout, situation, decision, now))
                    .invoke(() -> {
                        wholeLooks.made(rollout.id(), whole, realBegun, clock.realNow());
                        if (decision.advances().stream().anyMatch(Advance.StartPhase.class::isInstance)) {
                            wholeLooks.begin(rollout.id());
                        }
                    });
        });
    }

    private static List<DispatchDecision.Order> first(List<DispatchDecision.Order> orders) {
        return orders.subList(0, Math.min(ORDERS_A_LOOK, orders.size()));
    }

    /** While the rollout as a whole stands still, each VM's own reason and wait stay as they were. */
    private Uni<Void> takeDown(
            Transaction transaction, Rollout rollout, Situation situation, DispatchDecision decision, Instant now) {
        boolean standsStill = !rollout.state().dispatches() || !now.isBefore(rollout.deadline());
        if (standsStill) {
            return Uni.createFrom().voidItem();
        }
        return dispatch.hold(transaction, rollout.id(), news(situation, decision), now)
                .chain(() -> waiters.update(
                        transaction, rollout.id(), newWaiters(situation, decision), over(situation, decision)));
    }

    /** The holds that differ from what is stored. */
    private static List<NewHold> news(Situation situation, DispatchDecision decision) {
        List<NewHold> news = new ArrayList<>();
        decision.held().forEach((vm, hold) -> {
            Waiting before = situation.waiting().get(vm.value());
            HoldReason reason = hold.reason();
            if (!before.hold().equals(Optional.of(reason.toString()))
                    || !before.until().equals(hold.until())) {
                news.add(new NewHold(vm.value(), reason, reason.sentence(), hold.until()));
            }
        });
        return news;
    }

    private static Map<VmId, Instant> newWaiters(Situation situation, DispatchDecision decision) {
        Map<VmId, Instant> since = new TreeMap<>(decision.waiters());
        since.keySet().removeIf(vm -> situation.isWaiting(vm));
        return since;
    }

    private static List<VmId> over(Situation situation, DispatchDecision decision) {
        return decision.held().keySet().stream()
                .filter(vm -> situation.isWaiting(vm) && !decision.waiters().containsKey(vm))
                .sorted()
                .toList();
    }
}
