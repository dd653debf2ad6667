package dev.offpeak.messaging;

import io.smallrye.mutiny.Uni;
import java.util.function.Function;

/** Work that is done as a whole or not at all, together with the messages it sends. {@link Transactions} does it in the database. */
public interface AtomicWork {
    /**
     * Commits when the work succeeds, undoes it when it fails. Where others got in the way the work may be done again from its
     * beginning: it must have no effect but through its transaction. A failure does not tell whether it was committed: the answer
     * may have been lost.
     */
    <T> Uni<T> inTransaction(Function<Transaction, Uni<T>> work);
}
