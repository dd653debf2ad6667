package dev.offpeak.orchestrator.conductor;

import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.message.WindowPolicyChanged;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.messaging.Transactions;
import dev.offpeak.orchestrator.domain.Action;
import dev.offpeak.orchestrator.domain.Caller;
import dev.offpeak.orchestrator.domain.WindowPolicy;
import dev.offpeak.orchestrator.store.WindowPolicyStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/**
 * What people do with off-peak policies (rule U1): orders that are decided after the commit go by them, and the other services are
 * told in the same transaction.
 */
@ApplicationScoped
public class WindowPolicies {
    private final Transactions transactions;
    private final WindowPolicyStore store;
    private final AuditLog audit;
    private final Wake wake;

    WindowPolicies(Transactions transactions, WindowPolicyStore store, AuditLog audit, Wake wake) {
        this.transactions = transactions;
        this.store = store;
        this.audit = audit;
        this.wake = wake;
    }

    /** What came of a policy that was to be kept. */
    public enum Kept {
        CREATED,
        REPLACED,
        /** Nothing changed: another policy has that scope. */
        SCOPE_TAKEN
    }

    /** Keeps it in place of the one of that name. */
    public Uni<Kept> put(WindowPolicy policy, Caller by) {
        return transactions
                .inTransaction(transaction -> store.lock(transaction.connection())
                        .chain(() -> store.find(transaction.connection(), policy.scope()))
                        .chain(ofScope -> ofScope.filter(other -> !other.name().equalsIgnoreCase(policy.name()))
                                        .isPresent()
                                ? Uni.createFrom().item(Kept.SCOPE_TAKEN)
                                : store.find(transaction.connection(), policy.name())
                                        .chain(before -> put(transaction, before, policy, by))))
                .invoke(wake::now);
    }

    private Uni<Kept> put(Transaction transaction, Optional<WindowPolicy> before, WindowPolicy policy, Caller by) {
        boolean moves =
                before.filter(old -> !old.scope().equals(policy.scope())).isPresent();
        return before.map(old -> store.delete(transaction.connection(), old.scope()))
                .orElseGet(() -> Uni.createFrom().voidItem())
                .chain(() -> insert(transaction, policy))
                .chain(() -> moves
                        ? gone(transaction, before.orElseThrow())
                        : Uni.createFrom().voidItem())
                .chain(() -> audit.add(
                        transaction,
                        by,
                        Action.PUT_WINDOW,
                        policy.name(),
                        Map.of(
                                "scope", policy.scope().id(),
                                "start", policy.window().start().toString(),
                                "end", policy.window().end().toString(),
                                "rebootSetting",
                                        policy.rebootSetting()
                                                .map(RebootSetting::toString)
                                                .orElse("the VM's own"))))
                .replaceWith(before.isPresent() ? Kept.REPLACED : Kept.CREATED);
    }

    private Uni<Void> insert(Transaction transaction, WindowPolicy policy) {
        return store.nextVersion(transaction.connection())
                .call(version -> store.insert(transaction.connection(), policy, version))
                .call(() -> store.resolve(transaction.connection(), policy.scope()))
                .chain(version -> transaction.send(changed(policy, version, false)));
    }

    /** Answers whether there was one of that name. */
    public Uni<Boolean> delete(String name, Caller by) {
        return transactions
                .inTransaction(transaction -> store.lock(transaction.connection())
                        .chain(() -> store.find(transaction.connection(), name))
                        .chain(found -> found.isEmpty()
                                ? Uni.createFrom().item(false)
                                : delete(transaction, found.get(), by).replaceWith(true)))
                .invoke(wake::now);
    }

    private Uni<Void> delete(Transaction transaction, WindowPolicy policy, Caller by) {
        return store.delete(transaction.connection(), policy.scope())
                .chain(() -> gone(transaction, policy))
                .chain(() -> audit.add(
                        transaction,
                        by,
                        Action.DELETE_WINDOW,
                        policy.name(),
                        Map.of("scope", policy.scope().id())));
    }

    private Uni<Void> gone(Transaction transaction, WindowPolicy policy) {
        return store.resolve(transaction.connection(), policy.scope())
                .chain(() -> store.nextVersion(transaction.connection()))
                .chain(version -> transaction.send(changed(policy, version, true)));
    }

    private static WindowPolicyChanged changed(WindowPolicy policy, long version, boolean removed) {
        return new WindowPolicyChanged(
                policy.scope().id(), policy.window().start(), policy.window().end(), version, removed);
    }
}
