package dev.offpeak.orchestrator.conductor;

import dev.offpeak.messaging.Transactions;
import dev.offpeak.orchestrator.domain.Action;
import dev.offpeak.orchestrator.domain.Caller;
import dev.offpeak.orchestrator.domain.NoticeSubscription;
import dev.offpeak.orchestrator.store.NoticeStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** What people do with subscriptions to notices (rule U5): orders that are given after the commit are told to them. */
@ApplicationScoped
public class NoticeSubscriptions {
    private final Transactions transactions;
    private final NoticeStore store;
    private final AuditLog audit;

    NoticeSubscriptions(Transactions transactions, NoticeStore store, AuditLog audit) {
        this.transactions = transactions;
        this.store = store;
        this.audit = audit;
    }

    /** Keeps it in place of the one of that name. Answers whether there was none. */
    public Uni<Boolean> put(NoticeSubscription subscription, Caller by) {
        return transactions.inTransaction(transaction -> store.put(transaction.connection(), subscription)
                .call(() -> audit.add(
                        transaction,
                        by,
                        Action.PUT_NOTICES,
                        subscription.name(),
                        Map.of(
                                "url", subscription.url().toString(),
                                "events", subscription.events().toString()))));
    }

    /** Answers whether there was one of that name. */
    public Uni<Boolean> delete(String name, Caller by) {
        return transactions.inTransaction(transaction -> store.delete(transaction.connection(), name)
                .call(deleted -> deleted
                        ? audit.add(transaction, by, Action.DELETE_NOTICES, name, Map.of())
                        : Uni.createFrom().voidItem()));
    }
}
