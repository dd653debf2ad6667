package dev.offpeak.simulation.memory;

import dev.offpeak.contracts.message.Message;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * One transaction: undone write by write, newest first, unless it commits. Others see its writes at once, so nothing else may happen
 * between its first write and its end; locks and reads may be as far apart as they like.
 */
public final class MemoryTransaction implements Transaction {
    private final MemoryDatabase database;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final List<Runnable> hints = new ArrayList<>();
    private boolean open = true;

    MemoryTransaction(MemoryDatabase database) {
        this.database = database;
    }

    /** Its writes stand, its locks are free. */
    public void commit() {
        requireOpen();
        end();
        hints.forEach(Runnable::run);
    }

    /** As if it had never been; so ends a transaction whose connection broke, too. */
    public void rollBack() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
        end();
    }

    /** Whether it can still be written in. */
    public boolean isOpen() {
        return open;
    }

    /** There is no connection here: ports of memory take the transaction itself. */
    @Override
    public SqlConnection connection() {
        throw new UnsupportedOperationException("A transaction in memory has no connection.");
    }

    @Override
    public void afterCommit(Runnable hint) {
        hints.add(hint);
    }

    @Override
    public Uni<Void> send(Collection<? extends Message> messages) {
        messages.forEach(message -> database.outbox.put(this, database.nextMessage(), message));
        return Uni.createFrom().voidItem();
    }

    void requireOpen() {
        if (!open) {
            throw new IllegalStateException("The connection is closed: its transaction was undone.");
        }
    }

    void undoneBy(Runnable restore) {
        undo.push(restore);
    }

    static MemoryTransaction of(Transaction transaction) {
        return (MemoryTransaction) transaction;
    }

    private void end() {
        open = false;
        undo.clear();
        database.unlock(this);
    }
}
