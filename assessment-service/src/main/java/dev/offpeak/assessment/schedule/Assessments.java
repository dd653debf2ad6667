package dev.offpeak.assessment.schedule;

import dev.offpeak.arm.Operations;
import dev.offpeak.assessment.domain.AssessmentState;
import dev.offpeak.assessment.domain.Findings;
import dev.offpeak.assessment.domain.PeriodicSchedule;
import dev.offpeak.assessment.domain.Trigger;
import dev.offpeak.assessment.result.ResultViews;
import dev.offpeak.assessment.store.AssessmentStore;
import dev.offpeak.assessment.store.AssessmentStore.Waiter;
import dev.offpeak.assessment.store.StoredAssessment;
import dev.offpeak.assessment.store.VmRow;
import dev.offpeak.assessment.store.VmStore;
import dev.offpeak.assessment.store.WindowStore;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.message.AssessVm;
import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.AssessmentReported;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.time.Interval;
import dev.offpeak.time.OffPeakHours;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The life of an assessment. Everything happens in the caller's transaction, messages included.
 *
 * <ol>
 *   <li>One scan per VM at a time: while one is in progress, what comes next is queued, and all who ask meanwhile share the
 *       queued one, because the present scan may have begun before they asked (rule A2).
 *   <li>Starting it orders {@link AssessVm} and shows it as in progress.
 *   <li>The guest's report, its silence or the VM's end finishes it; operations that wait for it end with it, the next
 *       periodic one is planned, and the queued one starts.
 * </ol>
 */
@ApplicationScoped
public class Assessments {
    private final VmStore vms;
    private final AssessmentStore assessments;
    private final WindowStore windows;
    private final Operations operations;
    private final ResultViews views;
    private final PlatformClock clock;
    private final PeriodicSchedule schedule;
    private final Duration scanBudget;
    private final Duration patience;

    Assessments(
            VmStore vms,
            AssessmentStore assessments,
            WindowStore windows,
            Operations operations,
            ResultViews views,
            PlatformClock clock,
            @ConfigProperty(name = "offpeak.assessment.periodic-interval") Duration interval,
            @ConfigProperty(name = "offpeak.assessment.scan-budget") Duration scanBudget,
            @ConfigProperty(name = "offpeak.assessment.patience") Duration patience) {
        this.vms = vms;
        this.assessments = assessments;
        this.windows = windows;
        this.operations = operations;
        this.views = views;
        this.clock = clock;
        this.schedule = new PeriodicSchedule(interval);
        this.scanBudget = scanBudget;
        this.patience = patience;
    }

    /**
     * Has a VM scanned, now or when its present scan has ended. The caller holds the VM's row.
     *
     * @return the activity id of the scan that will answer
     */
    public Uni<String> request(Transaction tx, VmRow vm, Trigger trigger) {
        return assessments.open(tx.connection(), vm.vmId()).chain(open -> {
            Optional<StoredAssessment> queued = open.stream()
                    .filter(assessment -> assessment.state() == AssessmentState.QUEUED)
                    .findFirst();
            if (queued.isPresent()) {
                String shared = queued.get().activityId();
                return (trigger == Trigger.ON_DEMAND
                                ? assessments.markOnDemand(tx.connection(), shared)
                                : Uni.createFrom().voidItem())
                        .replaceWith(shared);
            }
            StoredAssessment next =
                    StoredAssessment.queued(UUID.randomUUID().toString(), vm.vmId(), trigger, clock.now());
            return assessments
                    .insert(tx.connection(), next)
                    .chain(() ->
                            open.isEmpty() ? start(tx, next) : Uni.createFrom().voidItem())
                    .replaceWith(next.activityId());
        });
    }

    /**
     * The guest's report. One that came before, or of an assessment that has ended, changes nothing. A scan that the agent began
     * by itself is written down beside whatever else is open for the VM: it takes nobody's turn.
     */
    public Uni<Void> reported(Transaction tx, AssessmentReported report) {
        Outcome outcome = outcomeOf(report);
        return vms.lock(tx.connection(), report.vmId())
                .chain(vm -> vm.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : assessments.lock(tx.connection(), report.activityId()).chain(found -> {
                            if (found.isEmpty()) {
                                StoredAssessment own = StoredAssessment.ended(
                                        report.activityId(), report.vmId(), outcome.state(), report.startedAt());
                                return assessments
                                        .insert(tx.connection(), own)
                                        .chain(() -> finish(tx, vm.get(), own, outcome));
                            }
                            return found.get().state().isTerminal()
                                    ? Uni.createFrom().voidItem()
                                    : finish(tx, vm.get(), found.get(), outcome);
                        }));
    }

    private static Outcome outcomeOf(AssessmentReported report) {
        Optional<WireError> error = report.status() == PatchOperationStatus.FAILED
                ? report.error()
                        .or(() -> Optional.of(
                                new WireError("AssessmentFailed", "The guest's scan failed without a reason.")))
                : Optional.empty();
        return new Outcome(
                report.startedAt(), report.endedAt(), new Findings(report.rebootPending(), report.patches()), error);
    }

    /** Ends what a VM that is gone has open; its row is a tombstone already. */
    public Uni<Void> abandon(Transaction tx, String vmId) {
        Outcome gone = failed("VmDeleted", "The VM was deleted while it was being assessed.");
        return assessments
                .lockOpen(tx.connection(), vmId)
                .chain(open -> each(open, assessment -> close(tx, assessment, gone)));
    }

    /** Ends one whose guest said nothing in time, unless it has ended meanwhile. The caller holds the VM's row. */
    Uni<Void> silent(Transaction tx, String activityId) {
        Outcome silent = failed(
                "AgentSilent",
                "The guest did not report a scan in time. Check that the VM is running and that its agent can reach the"
                        + " platform, then ask again.");
        return assessments.lock(tx.connection(), activityId).chain(assessment -> vms.lock(
                        tx.connection(), assessment.orElseThrow().vmId())
                .chain(vm -> vm.isEmpty() || assessment.get().state().isTerminal()
                        ? Uni.createFrom().voidItem()
                        : finish(tx, vm.get(), assessment.get(), silent)));
    }

    /**
     * After an installation: what is still missing? A guest that is not to be had just now, because it reboots, is asked as
     * soon as it is. The caller holds the VM's row.
     */
    public Uni<Void> afterInstallation(Transaction tx, VmRow vm) {
        return vm.isAssessedPeriodically()
                ? request(tx, vm, Trigger.AFTER_INSTALLATION).replaceWithVoid()
                : vms.planPeriodic(tx.connection(), vm.vmId(), clock.now());
    }

    /** Starts the periodic assessments of these VMs, all at once; none of them has one open, and the caller holds their rows. */
    Uni<Void> startPeriodic(Transaction tx, List<VmRow> due) {
        if (due.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Instant now = clock.now();
        return windows.policies(tx.connection()).chain(policies -> {
            List<VmRow> open = new ArrayList<>();
            List<Instant> windowEnds = new ArrayList<>();
            Uni<Void> missed = Uni.createFrom().voidItem();
            for (VmRow vm : due) {
                OffPeakHours hours = windows.hoursOf(policies, vm);
                Optional<Interval> window = hours.openAt(now);
                if (window.isPresent()) {
                    open.add(vm);
                    windowEnds.add(window.get().end());
                } else {
                    Instant next = schedule.missed(vm.vmId(), now, hours);
                    missed = missed.chain(() -> vms.planPeriodic(tx.connection(), vm.vmId(), next));
                }
            }
            return missed.chain(() -> startAll(tx, open, windowEnds, now));
        });
    }

    private Uni<Void> startAll(Transaction tx, List<VmRow> open, List<Instant> windowEnds, Instant now) {
        if (open.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<StoredAssessment> started = open.stream()
                .map(vm -> StoredAssessment.queued(UUID.randomUUID().toString(), vm.vmId(), Trigger.PERIODIC, now))
                .toList();
        return assessments
                .insertStarted(tx.connection(), started, windowEnds, patience)
                .chain(() -> vms.nextVersions(
                        tx.connection(), open.stream().map(VmRow::vmId).toList()))
                .chain(versions -> {
                    List<Message> messages = new ArrayList<>();
                    for (int i = 0; i < started.size(); i++) {
                        StoredAssessment one = started.get(i);
                        messages.add(new AssessVm(one.vmId(), one.activityId(), false, now, windowEnds.get(i)));
                        messages.add(inProgress(one, versions.get(one.vmId()), now));
                    }
                    return tx.send(messages);
                });
    }

    private Uni<Void> start(Transaction tx, StoredAssessment assessment) {
        Instant now = clock.now();
        Instant notAfter = now.plus(budget());
        return assessments
                .start(tx.connection(), assessment.activityId(), notAfter, patience)
                .chain(() -> vms.nextVersion(tx.connection(), assessment.vmId()))
                .chain(version -> tx.send(
                        new AssessVm(
                                assessment.vmId(),
                                assessment.activityId(),
                                assessment.trigger() == Trigger.ON_DEMAND,
                                now,
                                notAfter),
                        inProgress(assessment, version, now)));
    }

    /**
     * Platform time within which the guest must start: where the platform's clock runs fast, no less than patience is in real
     * time, or a guest a network away would always be late.
     */
    private Duration budget() {
        Duration asLongAsPatience =
                Duration.ofMillis((long) (patience.toMillis() * clock.segment().rate()));
        return asLongAsPatience.compareTo(scanBudget) > 0 ? asLongAsPatience : scanBudget;
    }

    private Uni<Void> finish(Transaction tx, VmRow vm, StoredAssessment assessment, Outcome outcome) {
        return close(tx, assessment, outcome)
                .chain(() -> vms.nextVersion(tx.connection(), assessment.vmId()))
                .chain(version -> tx.send(completed(assessment, version, outcome)))
                .chain(() -> planNext(tx, vm, outcome))
                .chain(() -> assessments.open(tx.connection(), assessment.vmId()))
                .chain(open -> open.stream().anyMatch(other -> other.state() == AssessmentState.IN_PROGRESS)
                        ? Uni.createFrom().voidItem()
                        : each(open, next -> start(tx, next)));
    }

    private Uni<Void> planNext(Transaction tx, VmRow vm, Outcome outcome) {
        return windows.policies(tx.connection()).chain(policies -> {
            OffPeakHours hours = windows.hoursOf(policies, vm);
            Instant next = outcome.error().isPresent()
                    ? schedule.retryAfter(vm.vmId(), clock.now(), hours)
                    : schedule.nextAfter(vm.vmId(), clock.now(), hours);
            return vms.planPeriodic(tx.connection(), vm.vmId(), next);
        });
    }

    private Uni<Void> close(Transaction tx, StoredAssessment assessment, Outcome outcome) {
        return assessments
                .end(
                        tx.connection(),
                        assessment.activityId(),
                        outcome.state(),
                        outcome.startedAt(),
                        outcome.endedAt(),
                        outcome.findings(),
                        outcome.error())
                .chain(() -> assessments.waiters(tx.connection(), assessment.activityId()))
                .chain(waiters -> each(waiters, waiter -> answer(tx, waiter, assessment, outcome)));
    }

    private Uni<Void> answer(Transaction tx, Waiter waiter, StoredAssessment assessment, Outcome outcome) {
        Uni<Boolean> end = outcome.error().isPresent()
                ? operations.fail(
                        tx.connection(),
                        waiter.operationId(),
                        outcome.error().get().code(),
                        outcome.error().get().message())
                : operations.succeed(
                        tx.connection(),
                        waiter.operationId(),
                        Optional.of(views.result(
                                waiter.apiVersion(),
                                assessment.activityId(),
                                outcome.startedAt(),
                                outcome.endedAt(),
                                outcome.findings())));
        return end.replaceWithVoid();
    }

    private static AssessmentCompleted inProgress(StoredAssessment assessment, long version, Instant now) {
        return new AssessmentCompleted(
                assessment.vmId(),
                assessment.activityId(),
                version,
                PatchOperationStatus.IN_PROGRESS,
                now,
                now,
                false,
                0,
                0,
                List.of(),
                Optional.empty());
    }

    private static AssessmentCompleted completed(StoredAssessment assessment, long version, Outcome outcome) {
        return new AssessmentCompleted(
                assessment.vmId(),
                assessment.activityId(),
                version,
                outcome.error().isPresent() ? PatchOperationStatus.FAILED : PatchOperationStatus.SUCCEEDED,
                outcome.startedAt(),
                outcome.endedAt(),
                outcome.findings().rebootPending(),
                outcome.findings().criticalAndSecurityPatchCount(),
                outcome.findings().otherPatchCount(),
                outcome.findings().patches(),
                outcome.error());
    }

    private Outcome failed(String code, String message) {
        Instant now = clock.now();
        return new Outcome(now, now, new Findings(false, List.of()), Optional.of(new WireError(code, message)));
    }

    /** One after the other: they share a connection. */
    private static <T> Uni<Void> each(List<T> items, Function<T, Uni<Void>> step) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (T item : items) {
            all = all.chain(() -> step.apply(item));
        }
        return all;
    }

    /**
     * How an assessment ended.
     *
     * @param startedAt platform time
     * @param endedAt platform time
     * @param findings empty when it failed
     * @param error present exactly when it failed
     */
    private record Outcome(Instant startedAt, Instant endedAt, Findings findings, Optional<WireError> error) {
        AssessmentState state() {
            return error.isPresent() ? AssessmentState.FAILED : AssessmentState.SUCCEEDED;
        }
    }
}
