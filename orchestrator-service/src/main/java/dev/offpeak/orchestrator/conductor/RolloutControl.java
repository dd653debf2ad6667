package dev.offpeak.orchestrator.conductor;

import dev.offpeak.messaging.AtomicWork;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.Action;
import dev.offpeak.orchestrator.domain.Caller;
import dev.offpeak.orchestrator.domain.ExternalWord;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.domain.Suspect;
import dev.offpeak.orchestrator.domain.WithdrawnPatch;
import dev.offpeak.orchestrator.store.Dispatches;
import dev.offpeak.orchestrator.store.Holds;
import dev.offpeak.orchestrator.store.Plans;
import dev.offpeak.orchestrator.store.Release;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.Rollouts;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people do with releases and rollouts. A stop is one write: once it has committed, no order is given, however many VMs
 * there are; orders in flight go on to their end.
 */
@ApplicationScoped
public class RolloutControl {
    private final AtomicWork transactions;
    private final Rollouts rollouts;
    private final Plans plans;
    private final Dispatches dispatch;
    private final Holds interlocks;
    private final Moves moves;
    private final AuditLog audit;
    private final PlatformClock clock;
    private final Wake wake;

    RolloutControl(
            AtomicWork transactions,
            Rollouts rollouts,
            Plans plans,
            Dispatches dispatch,
            Holds interlocks,
            Moves moves,
            AuditLog audit,
            PlatformClock clock,
            Wake wake) {
        this.transactions = transactions;
        this.rollouts = rollouts;
        this.plans = plans;
        this.dispatch = dispatch;
        this.interlocks = interlocks;
        this.moves = moves;
        this.audit = audit;
        this.clock = clock;
        this.wake = wake;
    }

    /** Stores the release and its rollout. Answers false, and stores nothing, when the name is taken. */
    public Uni<Boolean> publish(Release release, Caller by) {
        return transactions
                .inTransaction(transaction -> rollouts.publish(transaction, release)
                        .chain(published -> published
                                ? rollouts.find(transaction, release.rolloutId())
                                        .chain(rollout ->
                                                transaction.send(Moves.changed(rollout.orElseThrow(), clock.now())))
                                        .chain(() -> audit.add(
                                                transaction,
                                                by,
                                                Action.PUBLISH_RELEASE,
                                                release.name(),
                                                Map.of("rollout", release.rolloutId())))
                                        .replaceWith(true)
                                : Uni.createFrom().item(false)))
                .invoke(wake::now);
    }

    /**
     * What came of a wish.
     *
     * @param rollout as it is now
     * @param done whether it is in the state wished for; false when its state does not lead there
     */
    public record Answer(Rollout rollout, boolean done) {}

    /**
     * Lets a planned rollout begin, where its policy waits for that. Approving one that was approved changes nothing; what has no
     * plan yet can't be approved. Empty when there is no such rollout.
     */
    public Uni<Optional<Answer>> approve(String rolloutId, Caller by) {
        return move(rolloutId, RolloutState.PLANNED, Action.APPROVE_ROLLOUT, by);
    }

    /** No further orders until it is resumed. Pausing a paused one changes nothing. Empty when there is no such rollout. */
    public Uni<Optional<Answer>> pause(String rolloutId, Caller by) {
        return move(rolloutId, RolloutState.PAUSED, Action.PAUSE_ROLLOUT, by);
    }

    /** No further orders, for good. Empty when there is no such rollout. */
    public Uni<Optional<Answer>> cancel(String rolloutId, Caller by) {
        return move(rolloutId, RolloutState.CANCELED, Action.CANCEL_ROLLOUT, by);
    }

    /**
     * Goes on after a pause or a halt. After a halt, what failed counts as not tried yet: it is tried anew, and halts again only if
     * it fails again. Empty when there is no such rollout.
     */
    public Uni<Optional<Answer>> resume(String rolloutId, Caller by) {
        return move(rolloutId, RolloutState.IN_PROGRESS, Action.RESUME_ROLLOUT, by);
    }

    /**
     * Goes on without a patch, also after a halt; a paused rollout stays paused. What failed before a halt is tried anew. A patch
     * that is withdrawn already gets the new reason. Empty when there is no such rollout.
     */
    public Uni<Optional<Answer>> withdraw(String rolloutId, WithdrawnPatch patch, Caller by) {
        return transactions
                .inTransaction(transaction -> rollouts.fence(transaction, rolloutId)
                        .chain(found -> found.isEmpty()
                                ? Uni.createFrom().item(Optional.<Answer>empty())
                                : withdraw(transaction, found.get(), patch, Map.of(), by)
                                        .map(Optional::of)))
                .invoke(wake::now);
    }

    /**
     * Goes on without the patch that the evidence names, as the rollout's policy has it. Answers false, and does nothing, when the
     * rollout has moved since it was judged.
     *
     * @param judged its version then
     */
    Uni<Boolean> withdrawGuilty(String rolloutId, long judged, Suspect guilty) {
        WithdrawnPatch patch =
                new WithdrawnPatch(guilty.patch(), "Withdrawn by the policy: " + guilty.sentence(), clock.now());
        Map<String, String> evidence = Map.of(
                "failedWith", Integer.toString(guilty.failedWith()),
                "failed", Integer.toString(guilty.failed()),
                "healthyWith", Integer.toString(guilty.healthyWith()),
                "healthy", Integer.toString(guilty.healthy()),
                "byChance", Double.toString(guilty.byChance()));
        return transactions
                .inTransaction(transaction -> rollouts.fence(transaction, rolloutId)
                        .chain(found -> found.isEmpty() || found.get().version() != judged
                                ? Uni.createFrom().item(false)
                                : withdraw(transaction, found.get(), patch, evidence, Caller.PLATFORM)
                                        .map(Answer::done)))
                .invoke(wake::now);
    }

    private Uni<Answer> withdraw(
            Transaction transaction, Rollout fenced, WithdrawnPatch patch, Map<String, String> evidence, Caller by) {
        if (fenced.state().isTerminal()) {
            return Uni.createFrom().item(new Answer(fenced, false));
        }
        List<WithdrawnPatch> withdrawn = new ArrayList<>(fenced.withdrawn());
        withdrawn.removeIf(before -> before.patch().equalsIgnoreCase(patch.patch()));
        withdrawn.add(patch);
        Map<String, String> details = new HashMap<>(evidence);
        details.put("patch", patch.patch());
        details.put("reason", patch.reason());
        return rollouts.withdraw(transaction, fenced, withdrawn)
                .call(() -> audit.add(transaction, by, Action.WITHDRAW_PATCH, fenced.id(), details))
                .chain(without -> fenced.state() == RolloutState.HALTED
                        ? goOn(transaction, without)
                        : transaction.send(Moves.changed(without, clock.now())).replaceWith(without))
                .map(moved -> new Answer(moved, true));
    }

    /** After a halt, what failed counts as not tried yet. */
    private Uni<Rollout> goOn(Transaction transaction, Rollout fenced) {
        Instant now = clock.now();
        return dispatch.tryFailedAnew(transaction, fenced.id(), now)
                .chain(() -> moves.move(transaction, fenced, RolloutState.IN_PROGRESS, Optional.empty(), now));
    }

    /** Takes somebody's word on the start of a phase (rule U6). Answers false, and takes nothing, once the phase has started. */
    public Uni<Boolean> say(String rolloutId, int phase, ExternalWord word, Caller by) {
        return transactions
                .inTransaction(transaction -> rollouts.fence(transaction, rolloutId)
                        .chain(() -> plans.say(transaction, rolloutId, phase, word))
                        .call(said -> said
                                ? audit.add(
                                        transaction,
                                        by,
                                        Action.SAY_WORD,
                                        rolloutId,
                                        Map.of(
                                                "phase", Integer.toString(phase),
                                                "go", Boolean.toString(word.go()),
                                                "by", word.by(),
                                                "why", word.why()))
                                : Uni.createFrom().voidItem()))
                .invoke(wake::now);
    }

    /** Ends the hold of a VM of the rollout on its availability set, on an operator's word. Answers whether there was one. */
    public Uni<Boolean> releaseHold(String rolloutId, String vmId, Caller by) {
        return transactions
                .inTransaction(transaction -> interlocks
                        .releaseHold(transaction, vmId)
                        .call(released -> released
                                ? audit.add(transaction, by, Action.RELEASE_HOLD, rolloutId, Map.of("vm", vmId))
                                : Uni.createFrom().voidItem()))
                .invoke(wake::now);
    }

    private Uni<Optional<Answer>> move(String rolloutId, RolloutState wished, Action action, Caller by) {
        return transactions
                .inTransaction(transaction -> rollouts.fence(transaction, rolloutId)
                        .chain(found -> found.isEmpty()
                                ? Uni.createFrom().item(Optional.<Answer>empty())
                                : move(transaction, found.get(), wished, action, by)
                                        .map(Optional::of)))
                .invoke(wake::now);
    }

    private Uni<Answer> move(Transaction transaction, Rollout fenced, RolloutState wished, Action action, Caller by) {
        if (fenced.state() == wished) {
            return Uni.createFrom().item(new Answer(fenced, true));
        }
        // A rollout that has not begun begins by itself; nobody resumes it.
        boolean begins = fenced.state() == RolloutState.PLANNED && wished == RolloutState.IN_PROGRESS;
        // What is approved is a plan.
        boolean blindly = wished == RolloutState.PLANNED && fenced.plannedAt().isEmpty();
        if (begins || blindly || !fenced.state().mayBecome(wished)) {
            return Uni.createFrom().item(new Answer(fenced, false));
        }
        boolean afterHalt = fenced.state() == RolloutState.HALTED && wished == RolloutState.IN_PROGRESS;
        return (afterHalt
                        ? goOn(transaction, fenced)
                        : moves.move(transaction, fenced, wished, Optional.empty(), clock.now()))
                .call(() -> audit.add(
                        transaction,
                        by,
                        action,
                        fenced.id(),
                        Map.of("was", fenced.state().toString())))
                .map(moved -> new Answer(moved, true));
    }
}
