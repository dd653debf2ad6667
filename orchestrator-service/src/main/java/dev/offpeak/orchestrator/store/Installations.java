package dev.offpeak.orchestrator.store;

import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.message.InstallationEnded;
import dev.offpeak.contracts.message.InstallationProgressed;
import dev.offpeak.contracts.message.VmHealthObserved;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.InstallationState;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Orders and what became of them. An update answers with the order as it is now, or with nothing when the message came late, twice, or
 * for an order that is not ours.
 */
public interface Installations {
    /** The guest got further; an older sequence changes nothing. */
    Uni<Optional<Installation>> progressed(Transaction transaction, InstallationProgressed progressed);

    /** The guest's terminal report, the first one only. */
    Uni<Optional<Installation>> ended(Transaction transaction, InstallationEnded ended);

    /** The health verdict, the first one only. */
    Uni<Optional<Installation>> observed(Transaction transaction, VmHealthObserved observed);

    /** A report that came after the end: counted, and nothing else. */
    Uni<Void> countLate(Transaction transaction, String activityId);

    /** An order without its outcome, locked until the transaction ends. */
    Uni<Optional<Installation>> lockOpen(Transaction transaction, String activityId);

    /** Ends an order: its state and error stand for ever, and its VM's slot is free for the next one. */
    Uni<Void> conclude(
            Transaction transaction,
            Installation installation,
            InstallationState state,
            Optional<WireError> error,
            Instant now);

    /** The peers of a VM in a set wait until it is healthy again, unless it has been seen so since (rule O7). */
    Uni<Void> holdSet(Transaction transaction, String vmId, Instant since, String why);

    /**
     * Orders for which nothing can come any more: everything should have been in at {@code end_by}, and a real-time margin for
     * compute's own verdict has passed since that was noticed.
     */
    Uni<List<String>> overdue(Transaction transaction, Instant now, Duration margin);

    /** Numbers for {@code InstallationChanged}, as many as asked for; they grow per VM, because its row is locked meanwhile. */
    Uni<List<Long>> changeNumbers(Transaction transaction, int count);

    /** {@code VmDeleted}, {@code PoweredOff} or {@code AgentSilent}: why a VM's guest can have said nothing (rule O7). */
    Uni<WireError> silence(Transaction transaction, String vmId);
}
