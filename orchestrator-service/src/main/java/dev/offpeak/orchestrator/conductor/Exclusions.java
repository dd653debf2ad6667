package dev.offpeak.orchestrator.conductor;

import dev.offpeak.messaging.Transactions;
import dev.offpeak.orchestrator.domain.Action;
import dev.offpeak.orchestrator.domain.Caller;
import dev.offpeak.orchestrator.domain.NamedExclusion;
import dev.offpeak.orchestrator.store.ExclusionStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;

/** What people do with exclusions (rule U4): an order that is given after the commit goes by it. */
@ApplicationScoped
public class Exclusions {
    private final Transactions transactions;
    private final ExclusionStore store;
    private final AuditLog audit;

    Exclusions(Transactions transactions, ExclusionStore store, AuditLog audit) {
        this.transactions = transactions;
        this.store = store;
        this.audit = audit;
    }

    /** Keeps it in place of the one of that name. Answers whether there was none. */
    public Uni<Boolean> put(NamedExclusion named, Caller by) {
        Map<String, String> details = new HashMap<>(Map.of(
                "mask", named.exclusion().mask(), "reason", named.exclusion().reason()));
        named.subscriptionId().ifPresent(subscription -> details.put("subscriptionId", subscription));
        named.exclusion().expiresAt().ifPresent(expiry -> details.put("expiresAt", expiry.toString()));
        return transactions.inTransaction(transaction -> store.put(transaction.connection(), named)
                .call(() -> audit.add(transaction, by, Action.PUT_EXCLUSION, named.name(), details)));
    }

    /** Answers whether there was one of that name. */
    public Uni<Boolean> delete(String name, Caller by) {
        return transactions.inTransaction(transaction -> store.delete(transaction.connection(), name)
                .call(deleted -> deleted
                        ? audit.add(transaction, by, Action.DELETE_EXCLUSION, name, Map.of())
                        : Uni.createFrom().voidItem()));
    }
}
