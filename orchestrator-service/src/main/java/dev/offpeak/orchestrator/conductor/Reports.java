package dev.offpeak.orchestrator.conductor;

import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.message.CancelInstallation;
import dev.offpeak.contracts.message.InstallationChanged;
import dev.offpeak.contracts.message.InstallationEnded;
import dev.offpeak.contracts.message.InstallationProgressed;
import dev.offpeak.contracts.message.InstallationRefused;
import dev.offpeak.contracts.message.VmHealthObserved;
import dev.offpeak.messaging.AtomicWork;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.domain.InstallationState;
import dev.offpeak.orchestrator.domain.NoticeEvent;
import dev.offpeak.orchestrator.store.Dispatches;
import dev.offpeak.orchestrator.store.Fleet;
import dev.offpeak.orchestrator.store.Installation;
import dev.offpeak.orchestrator.store.Installations;
import dev.offpeak.orchestrator.store.NewHold;
import dev.offpeak.orchestrator.store.Notices;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * What becomes of the orders in flight. An order ends when both the guest's terminal report and compute's health verdict are
 * in, in whichever order they come; when compute refused it; or by name, when nothing can come any more (rule O7). Its outcome,
 * the freed slot, the VM's standing in the rollout and the message that tells of it are one transaction, and that transaction
 * touches one VM. Whatever comes late or twice changes nothing.
 */
@ApplicationScoped
public class Reports {
    private static final Logger LOG = Logger.getLogger(Reports.class);
    private static final String STARTED_BY_PLATFORM = "Platform";

    private final Installations installations;
    private final Fleet fleet;
    private final Dispatches dispatch;
    private final Notices notices;
    private final AtomicWork transactions;
    private final PlatformClock clock;
    private final Duration silenceMargin;

    Reports(
            Installations installations,
            Fleet fleet,
            Dispatches dispatch,
            Notices notices,
            AtomicWork transactions,
            PlatformClock clock,
            @ConfigProperty(name = "offpeak.orders.silence-margin", defaultValue = "PT2M") Duration silenceMargin) {
        this.installations = installations;
        this.fleet = fleet;
        this.dispatch = dispatch;
        this.notices = notices;
        this.transactions = transactions;
        this.clock = clock;
        this.silenceMargin = silenceMargin;
    }

    /** The guest got further: the instance view shows it. */
    public Uni<Void> on(InstallationProgressed progressed, Transaction transaction) {
        return installations
                .progressed(transaction, progressed)
                .chain(moved -> moved.isEmpty()
                        ? late(transaction, progressed.activityId())
                        : tell(transaction, moved.get(), PatchOperationStatus.IN_PROGRESS, Optional.empty()));
    }

    /** The guest ended; if the verdict is in already, so does the order. */
    public Uni<Void> on(InstallationEnded ended, Transaction transaction) {
        return installations
                .ended(transaction, ended)
                .chain(moved ->
                        moved.isEmpty() ? late(transaction, ended.activityId()) : decide(moved.get(), transaction));
    }

    /** The health verdict; if the guest's report is in already, the order ends. Good health ends the hold on the VM's set. */
    public Uni<Void> on(VmHealthObserved observed, Transaction transaction) {
        Uni<Void> hold = observed.verdict() == HealthVerdict.HEALTHY
                ? fleet.endHold(transaction, observed.vmId(), observed.observedAt())
                : Uni.createFrom().voidItem();
        return hold.chain(() -> installations.observed(transaction, observed))
                .chain(moved ->
                        moved.isEmpty() ? late(transaction, observed.activityId()) : decide(moved.get(), transaction));
    }

    /** Compute's last check said no: nothing reached the guest, so nothing is held against the VM. */
    public Uni<Void> on(InstallationRefused refused, Transaction transaction) {
        WireError error = new WireError("OrderRefused", refused.reason() + ": " + refused.message());
        return installations
                .lockOpen(transaction, refused.activityId())
                .map(open -> open.filter(order -> order.state() == InstallationState.ORDERED))
                .chain(open -> open.isEmpty()
                        ? late(transaction, refused.activityId())
                        : end(transaction, open.get(), new Outcome(InstallationState.REFUSED, Optional.of(error)))
                                .chain(() -> hold(transaction, open.get(), refused)));
    }

    /** Ends by name the orders for which nothing can come any more. */
    public Uni<Void> endSilentOrders() {
        return transactions
                .inTransaction(transaction -> installations.overdue(transaction, clock.now(), silenceMargin))
                .onItem()
                .transformToMulti(overdue -> Multi.createFrom().iterable(overdue))
                .onItem()
                .transformToUniAndConcatenate(
                        activity -> transactions.inTransaction(transaction -> endSilent(activity, transaction)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> endSilent(String activity, Transaction transaction) {
        return installations.lockOpen(transaction, activity).chain(open -> {
            if (open.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            Installation installation = open.get();
            Uni<WireError> name = installation.endStatus().isPresent()
                    ? Uni.createFrom()
                            .item(new WireError(
                                    "HealthUnknown",
                                    "No health verdict came in time; see that compute-service runs and hears the VM."))
                    : installations.silence(transaction, installation.vmId());
            return name.chain(error -> {
                LOG.warnf(
                        "Order %s on VM %s ended by name: %s (%s)",
                        installation.activityId(), installation.vmId(), error.code(), error.message());
                return end(transaction, installation, Outcome.failed(error))
                        .chain(() -> installations.holdSet(transaction, installation.vmId(), clock.now(), error.code()))
                        .chain(() -> transaction.send(new CancelInstallation(
                                installation.vmId(), installation.activityId(), error.message())));
            });
        });
    }

    private Uni<Void> decide(Installation installation, Transaction transaction) {
        if (!installation.isDecided()) {
            return Uni.createFrom().voidItem();
        }
        Uni<Void> hold = installation.verdict().orElseThrow() == HealthVerdict.HEALTHY
                ? Uni.createFrom().voidItem()
                : installations.holdSet(
                        transaction,
                        installation.vmId(),
                        installation.verdictAt().orElseThrow(),
                        installation.verdictWhy().orElse("unhealthy"));
        return end(transaction, installation, Outcome.of(installation)).chain(() -> hold);
    }

    private Uni<Void> end(Transaction transaction, Installation installation, Outcome outcome) {
        Instant now = clock.now();
        return installations
                .conclude(transaction, installation, outcome.state(), outcome.error(), now)
                .chain(() -> notices.write(transaction, NoticeEvent.ENDED, List.of(installation.activityId())))
                .chain(() -> tell(transaction, installation, status(outcome.state()), outcome.error()));
    }

    private Uni<Void> tell(
            Transaction transaction,
            Installation installation,
            PatchOperationStatus status,
            Optional<WireError> error) {
        return installations
                .changeNumbers(transaction, 1)
                .chain(numbers -> transaction.send(new InstallationChanged(
                        installation.vmId(),
                        installation.activityId(),
                        numbers.get(0),
                        status,
                        installation.windowExceeded(),
                        installation.rebootStatus(),
                        installation.notSelected(),
                        installation.excluded(),
                        installation.pending(),
                        installation.installed(),
                        installation.failed(),
                        installation.startedAt().orElse(installation.issuedAt()),
                        clock.now(),
                        STARTED_BY_PLATFORM,
                        error)));
    }

    private Uni<Void> hold(Transaction transaction, Installation installation, InstallationRefused refused) {
        return installation.rolloutId().isEmpty()
                ? Uni.createFrom().voidItem()
                : dispatch.hold(
                        transaction,
                        installation.rolloutId().get(),
                        List.of(new NewHold(
                                refused.vmId(), reason(refused.reason()), refused.message(), Optional.empty())),
                        clock.now());
    }

    private static HoldReason reason(InstallationRefused.Reason reason) {
        return switch (reason) {
            case PATCH_MODE -> HoldReason.PATCH_MODE;
            case FEATURE_NOT_REGISTERED -> HoldReason.FEATURE_NOT_REGISTERED;
            case NOT_ENABLED -> HoldReason.NOT_ENABLED;
            case NOT_RUNNING, VM_NOT_FOUND -> HoldReason.POWERED_OFF;
            case AGENT_NOT_READY -> HoldReason.AGENT_NOT_READY;
            case OUTSIDE_WINDOW -> HoldReason.OUTSIDE_WINDOW;
            case FENCED -> HoldReason.ROLLOUT_PAUSED;
            case INSTALLATION_IN_PROGRESS, ORDER_OUT_OF_DATE -> HoldReason.INSTALLATION_IN_PROGRESS;
        };
    }

    private Uni<Void> late(Transaction transaction, String activityId) {
        return installations.countLate(transaction, activityId);
    }

    private static PatchOperationStatus status(InstallationState state) {
        return switch (state) {
            case ORDERED, IN_PROGRESS, VERIFYING -> PatchOperationStatus.IN_PROGRESS;
            case SUCCEEDED -> PatchOperationStatus.SUCCEEDED;
            case COMPLETED_WITH_WARNINGS -> PatchOperationStatus.COMPLETED_WITH_WARNINGS;
            case FAILED, REFUSED, CANCELED -> PatchOperationStatus.FAILED;
        };
    }
}
