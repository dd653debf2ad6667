package dev.offpeak.orchestrator.conductor;

import dev.offpeak.contracts.message.RolloutChanged;
import dev.offpeak.messaging.AtomicWork;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.Action;
import dev.offpeak.orchestrator.domain.Caller;
import dev.offpeak.orchestrator.domain.PlatformStop;
import dev.offpeak.orchestrator.store.Rollouts;
import dev.offpeak.orchestrator.store.Stops;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/**
 * Stops everything at once, and lets it go on. One short transaction, whatever the number of rollouts and VMs: once it has
 * committed, no order is given; orders that no guest has begun are void; what guests have begun goes on to its end.
 */
@ApplicationScoped
public class EmergencyStop {
    private final AtomicWork transactions;
    private final Stops stops;
    private final Rollouts rollouts;
    private final AuditLog audit;
    private final PlatformClock clock;
    private final Wake wake;

    EmergencyStop(
            AtomicWork transactions, Stops stops, Rollouts rollouts, AuditLog audit, PlatformClock clock, Wake wake) {
        this.transactions = transactions;
        this.stops = stops;
        this.rollouts = rollouts;
        this.audit = audit;
        this.clock = clock;
        this.wake = wake;
    }

    /** Answers with the stop that stands: the one before, where everything was stopped already. */
    public Uni<PlatformStop> stop(PlatformStop stop, Caller by) {
        return transactions.inTransaction(transaction -> stops.stop(transaction, stop)
                .call(fresh -> fresh
                        ? raiseFences(transaction, stop, by)
                        : Uni.createFrom().voidItem())
                .chain(() -> stops.current(transaction))
                .map(standing -> standing.orElseThrow()));
    }

    /** Answers whether anything was stopped. */
    public Uni<Boolean> release(Caller by) {
        return transactions
                .inTransaction(transaction -> stops.release(transaction)
                        .call(released -> released
                                ? audit.add(transaction, by, Action.RELEASE_STOP, "platform", Map.of())
                                : Uni.createFrom().voidItem()))
                .invoke(wake::now);
    }

    private Uni<Void> raiseFences(Transaction transaction, PlatformStop stop, Caller by) {
        return rollouts.voidOrders(transaction)
                .chain(voided -> {
                    List<RolloutChanged> changed = voided.stream()
                            .map(rollout -> Moves.changed(rollout, clock.now()))
                            .toList();
                    return transaction.send(changed);
                })
                .chain(() -> audit.add(
                        transaction,
                        by,
                        Action.STOP_EVERYTHING,
                        "platform",
                        Map.of("by", stop.by(), "why", stop.why())));
    }
}
