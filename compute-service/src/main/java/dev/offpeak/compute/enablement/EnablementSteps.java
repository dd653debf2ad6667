package dev.offpeak.compute.enablement;

import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.compute.domain.enablement.Enablement;
import dev.offpeak.compute.domain.enablement.EnablementFacts;
import dev.offpeak.compute.domain.enablement.EnablementRule;
import dev.offpeak.compute.domain.enablement.ExtensionOutcome;
import dev.offpeak.compute.work.AgentsConfig;
import dev.offpeak.compute.work.GoalChanges;
import dev.offpeak.compute.work.Guest;
import dev.offpeak.compute.work.Guests;
import dev.offpeak.compute.work.WindowStore;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.ReportReceipt;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.messaging.Transactions;
import dev.offpeak.time.OffPeakHours;
import dev.offpeak.time.PlatformClock;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Carries enablement through. Each look at a set of VMs is one transaction with a fixed number of statements:
 *
 * <ol>
 *   <li>find who is due, without locks;
 *   <li>lock those VMs that nobody else has in hand (SKIP LOCKED);
 *   <li>load their enablement as it is now, under the lock, and their off-peak hours;
 *   <li>apply {@link EnablementRule}, store what changed, and change the goal states of those that are asked for something else.
 * </ol>
 *
 * It may end at any point and be run again, by any replica: what was not committed is still due.
 */
@ApplicationScoped
public class EnablementSteps {
    private static final Logger LOG = Logger.getLogger(EnablementSteps.class);
    private static final int MOST_AT_ONCE = 500;

    private final Transactions transactions;
    private final Pool pool;
    private final Guests guests;
    private final EnablementStore store;
    private final WindowStore windows;
    private final GoalChanges goals;
    private final AgentsConfig config;
    private final PlatformClock clock;

    EnablementSteps(
            Transactions transactions,
            Pool pool,
            Guests guests,
            EnablementStore store,
            WindowStore windows,
            GoalChanges goals,
            AgentsConfig config,
            PlatformClock clock) {
        this.transactions = transactions;
        this.pool = pool;
        this.guests = guests;
        this.store = store;
        this.windows = windows;
        this.goals = goals;
        this.config = config;
        this.clock = clock;
    }

    /** A VM was created with, or changed to or from, AutomaticByPlatform, or got another time zone: looked at in the next round. */
    public Uni<Void> modelChanged(Transaction tx, UUID vmId, boolean automaticByPlatform) {
        return automaticByPlatform ? store.beginOrWake(tx, vmId, clock.now()) : store.wake(tx, List.of(vmId));
    }

    /** What these VMs' enablement may wait for, power or readiness, changed; the caller holds the VMs locked. */
    public Uni<Void> wake(Transaction tx, Collection<UUID> vmIds) {
        return store.wake(tx, vmIds);
    }

    /** A VM is gone. */
    public Uni<Void> vmDeleted(Transaction tx, UUID vmId) {
        return store.delete(tx, vmId);
    }

    /** Results of an assessment of this VM are in its instance view (rule E4); takes the VM's lock. */
    public Uni<Void> assessed(Transaction tx, UUID vmId) {
        return guests.lock(tx, List.of(vmId))
                .chain(locked -> locked.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : store.markAssessed(tx, vmId)
                                .chain(() -> look(tx, locked))
                                .replaceWithVoid());
    }

    /** Takes one round's share of what is due; says how many VMs it looked at. */
    public Uni<Integer> round() {
        return store.due(pool, clock.now(), MOST_AT_ONCE)
                .flatMap(due -> due.isEmpty()
                        ? Uni.createFrom().item(0)
                        : transactions.inTransaction(tx -> guests.tryLock(tx, due)
                                .flatMap(locked -> locked.isEmpty()
                                        ? Uni.createFrom().item(0)
                                        : look(tx, locked).replaceWith(locked.size()))));
    }

    private Uni<Void> look(Transaction tx, Map<UUID, Guest> locked) {
        return windows.holdStill(tx)
                .chain(() -> store.load(tx, locked.keySet()))
                .flatMap(stored -> windows.hoursOf(tx.connection(), locked.values())
                        .flatMap(hours -> {
                            Instant now = clock.now();
                            Map<UUID, Enablement> changed = new LinkedHashMap<>();
                            Map<UUID, GuestRuntime> runtimes = new LinkedHashMap<>();
                            Set<UUID> askedAnew = new HashSet<>();
                            stored.forEach((vmId, was) -> {
                                Guest guest = locked.get(vmId);
                                Enablement after = EnablementRule.look(
                                        was.enablement(),
                                        facts(guest, was.assessed(), hours.get(vmId)),
                                        now,
                                        () -> UUID.randomUUID().toString());
                                if (!after.equals(was.enablement())) {
                                    changed.put(vmId, after);
                                }
                                runtimes.put(
                                        vmId,
                                        guest.runtime()
                                                .withEnabled(after.state().isEnabled()));
                                if (asksOtherwise(guest, was.enablement(), after)) {
                                    askedAnew.add(vmId);
                                }
                            });
                            return store.save(tx, changed, now)
                                    .chain(() -> guests.write(tx, locked, runtimes, ""))
                                    .chain(() -> goals.changed(tx, askedAnew));
                        }));
    }

    /** Takes a guest's report, in a transaction of its own. */
    public Uni<ReportReceipt> reported(UUID vmId, ExtensionReport report) {
        return transactions.inTransaction(tx -> guests.lock(tx, List.of(vmId)).chain(locked -> store.load(
                        tx, locked.keySet())
                .flatMap(stored -> stored.isEmpty()
                        ? Uni.createFrom()
                                .item(new ReportReceipt(false, false, "This VM is not asked for the extension."))
                        : windows.hoursOf(tx.connection(), locked.values())
                                .flatMap(hours -> reported(tx, locked, stored.get(vmId), report, hours.get(vmId))))));
    }

    private Uni<ReportReceipt> reported(
            Transaction tx,
            Map<UUID, Guest> locked,
            EnablementStore.Stored was,
            ExtensionReport report,
            OffPeakHours hours) {
        Guest guest = locked.values().iterator().next();
        Instant now = clock.now();
        ExtensionOutcome outcome = EnablementRule.reported(
                was.enablement(), report, facts(guest, was.assessed(), hours), now, config.extensionRetry());
        ReportReceipt receipt = new ReportReceipt(outcome.accepted(), outcome.proceed(), outcome.message());
        if (outcome.after().equals(was.enablement())) {
            return Uni.createFrom().item(receipt);
        }
        GuestRuntime runtime = guest.runtime()
                .withPatchExtensionVersion(
                        outcome.installed().or(() -> guest.runtime().patchExtensionVersion()))
                .withEnabled(outcome.after().state().isEnabled());
        return store.save(tx, Map.of(guest.vmId(), outcome.after()), now)
                .chain(() -> guests.write(tx, locked, Map.of(guest.vmId(), runtime), ""))
                .chain(() -> asksOtherwise(guest, was.enablement(), outcome.after())
                        ? goals.changed(tx, List.of(guest.vmId()))
                        : Uni.createFrom().voidItem())
                .replaceWith(receipt);
    }

    private EnablementFacts facts(Guest guest, boolean assessed, OffPeakHours hours) {
        return new EnablementFacts(
                guest.isAutomaticByPlatform(),
                guest.runtime().power() == PowerState.RUNNING,
                guest.runtime().agentReady(),
                guest.runtime().patchExtensionVersion(),
                extensionVersion(guest.osType()),
                assessed,
                hours);
    }

    /** The platform's version of the extension for that system (rule E1). */
    public String extensionVersion(OsType osType) {
        return osType == OsType.WINDOWS ? config.windowsExtensionVersion() : config.linuxExtensionVersion();
    }

    private static boolean asksOtherwise(Guest guest, Enablement before, Enablement after) {
        return !before.activityId().equals(after.activityId())
                || !before.notAfter().equals(after.notAfter())
                || EnablementRule.nativeUpdates(guest.patchMode(), Optional.of(before), false)
                        != EnablementRule.nativeUpdates(guest.patchMode(), Optional.of(after), false);
    }

    /** The extension's version is configuration: what an earlier start enabled with an older one is due now. */
    void onStart(@Observes StartupEvent started) {
        store.wakeEnabled(pool)
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOG.warnf("Older extensions are looked for at the next start: %s", failure));
    }
}
