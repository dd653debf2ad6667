package dev.offpeak.orchestrator.store;

import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.contracts.message.VmHealthChanged;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import java.time.Instant;

/** The fleet projection. Every write goes by versions: an older message, or the same one again, changes nothing. */
public interface Fleet {
    /** The snapshot and the health that came with it; health of a later version is kept. A tombstone stays. */
    Uni<Void> apply(Transaction transaction, VmChanged changed);

    /** Marks the VM incarnation as gone for good; its set is no longer held for its sake. */
    Uni<Void> apply(Transaction transaction, VmDeleted deleted);

    /** The health, and when it is good again after a bad end, the end of the hold on the VM's set (rule O7). */
    Uni<Void> apply(Transaction transaction, VmHealthChanged changed);

    /** Ends the hold that the VM puts on its set if good health was seen after it began, and nothing worse since. */
    Uni<Void> endHold(Transaction transaction, String vmId, Instant healthyAt);

    /** What a subscription's features were when last propagated (rules F4, F5); other namespaces are not ours. */
    Uni<Void> apply(Transaction transaction, ProviderRegistered registered);

    /** How many patches a VM lacks. */
    Uni<Void> apply(Transaction transaction, AssessmentCompleted completed);
}
