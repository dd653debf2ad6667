package dev.offpeak.assessment.schedule;

import dev.offpeak.arm.Operations;
import dev.offpeak.assessment.domain.AssessmentState;
import dev.offpeak.assessment.domain.Findings;
import dev.offpeak.assessment.domain.Outcome;
import dev.offpeak.assessment.domain.PeriodicSchedule;
import dev.offpeak.assessment.domain.Trigger;
import dev.offpeak.assessment.domain.WindowPolicies;
import dev.offpeak.assessment.result.ResultViews;
import dev.offpeak.assessment.store.AssessmentStore;
import dev.offpeak.assessment.store.AssessmentStore.Waiter;
import dev.offpeak.assessment.store.Ending;
import dev.offpeak.assessment.store.FindingStore;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    private final FindingStore findings;
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
            FindingStore findings,
            WindowStore windows,
            Operations operations,
            ResultViews views,
            PlatformClock clock,
            @ConfigProperty(name = "offpeak.assessment.periodic-interval") Duration interval,
            @ConfigProperty(name = "offpeak.assessment.scan-budget") Duration scanBudget,
            @ConfigProperty(name = "offpeak.assessment.patience") Duration patience) {
        this.vms = vms;
        this.assessments = assessments;
        this.findings = findings;
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
                    .insertAll(tx.connection(), List.of(next))
                    .chain(() ->
                            open.isEmpty() ? start(tx, next) : Uni.createFrom().voidItem())
                    .replaceWith(next.activityId());
        });
    }

    /**
     * Guests' reports. One that came before, or of an assessment that has ended, changes nothing. A scan that the agent began
     * by itself is written down beside whatever else is open for the VM: it takes nobody's turn.
     */
    public Uni<Void> reported(Transaction tx, List<AssessmentReported> reports) {
        Map<String, AssessmentReported> firsts = new LinkedHashMap<>();
        List<AssessmentReported> later = new ArrayList<>();
        for (AssessmentReported report : reports) {
            if (firsts.putIfAbsent(report.vmId(), report) != null) {
                later.add(report);
            }
        }
        Uni<Void> first = take(tx, firsts);
        return later.isEmpty() ? first : first.chain(() -> reported(tx, later));
    }

    private Uni<Void> take(Transaction tx, Map<String, AssessmentReported> byVm) {
        List<String> activityIds =
                byVm.values().stream().map(AssessmentReported::activityId).toList();
        return locked(tx, List.copyOf(byVm.keySet()), activityIds, (vmsById, known) -> {
            List<Ending> endings = new ArrayList<>();
            for (AssessmentReported report : byVm.values()) {
                StoredAssessment named = known.get(report.activityId());
                if (vmsById.containsKey(report.vmId())
                        && (named == null || !named.state().isTerminal())) {
                    Outcome outcome = outcomeOf(report);
                    StoredAssessment own = new StoredAssessment(
                            report.activityId(), report.vmId(), Trigger.AGENT, outcome.state(), report.startedAt());
                    endings.add(new Ending(named == null ? own : named, named == null, outcome));
                }
            }
            return endings;
        });
    }

    private static Outcome outcomeOf(AssessmentReported report) {
        if (report.status() == PatchOperationStatus.FAILED) {
            WireError error = report.error()
                    .orElseGet(() -> new WireError("AssessmentFailed", "The guest's scan failed without a reason."));
            return Outcome.failed(report.startedAt(), report.endedAt(), error);
        }
        return new Outcome(
                report.startedAt(),
                report.endedAt(),
                new Findings(report.rebootPending(), report.patches()),
                Optional.empty());
    }

    /** Ends what a VM that is gone has open; its row is a tombstone already. */
    public Uni<Void> abandon(Transaction tx, String vmId) {
        Outcome gone = failed("VmDeleted", "The VM was deleted while it was being assessed.");
        return assessments
                .lockOpen(tx.connection(), vmId)
                .chain(open -> close(
                        tx,
                        open.stream()
                                .map(assessment -> new Ending(assessment, false, gone))
                                .toList()))
                .chain(() -> assessments.forgetLatest(tx.connection(), vmId));
    }

    /** Ends those whose guests said nothing in time, unless they have ended meanwhile. The caller holds the VMs' rows. */
    Uni<Void> silent(Transaction tx, List<StoredAssessment> overdue) {
        Outcome silent = failed(
                "AgentSilent",
                "The guest did not report a scan in time. Check that the VM is running and that its agent can reach the"
                        + " platform, then ask again.");
        if (overdue.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return locked(
                tx,
                overdue.stream().map(StoredAssessment::vmId).toList(),
                overdue.stream().map(StoredAssessment::activityId).toList(),
                (vmsById, known) -> overdue.stream()
                        .map(claimed -> known.get(claimed.activityId()))
                        .filter(now ->
                                vmsById.containsKey(now.vmId()) && !now.state().isTerminal())
                        .map(now -> new Ending(now, false, silent))
                        .toList());
    }

    /** Locks the VMs, reads what they have, and ends what the choice says, of each VM one at most. */
    private Uni<Void> locked(
            Transaction tx,
            List<String> vmIds,
            List<String> activityIds,
            BiFunction<Map<String, VmRow>, Map<String, StoredAssessment>, List<Ending>> choice) {
        return vms.lockAll(tx.connection(), vmIds).chain(vmsById -> assessments
                .openOrNamed(tx.connection(), List.copyOf(vmsById.keySet()), activityIds)
                .chain(found -> {
                    Map<String, StoredAssessment> known =
                            found.stream().collect(Collectors.toMap(StoredAssessment::activityId, Function.identity()));
                    return finish(tx, vmsById, known, choice.apply(vmsById, known));
                }));
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

    /** Plans the first turn of a VM that the platform is to assess, though it does not patch it. The caller holds the VM's row. */
    public Uni<Void> planFirst(Transaction tx, VmRow vm) {
        return windows.policies(tx.connection())
                .chain(policies -> vms.planFirst(
                        tx.connection(),
                        vm.vmId(),
                        schedule.missed(vm.vmId(), clock.now(), windows.hoursOf(policies, vm))));
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
                .chain(() -> vms.nextVersions(tx.connection(), List.of(assessment.vmId())))
                .chain(versions -> tx.send(
                        new AssessVm(
                                assessment.vmId(),
                                assessment.activityId(),
                                assessment.trigger() == Trigger.ON_DEMAND,
                                now,
                                notAfter),
                        inProgress(assessment, versions.get(assessment.vmId()), now)));
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

    private Uni<Void> finish(
            Transaction tx, Map<String, VmRow> vmsById, Map<String, StoredAssessment> known, List<Ending> endings) {
        if (endings.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Set<String> ended =
                endings.stream().map(ending -> ending.assessment().activityId()).collect(Collectors.toSet());
        Map<String, List<StoredAssessment>> stillOpen = known.values().stream()
                .filter(one -> !one.state().isTerminal() && !ended.contains(one.activityId()))
                .collect(Collectors.groupingBy(StoredAssessment::vmId));
        List<StoredAssessment> next = endings.stream()
                .map(ending -> stillOpen.getOrDefault(ending.assessment().vmId(), List.of()))
                .filter(open -> open.size() == 1 && open.get(0).state() == AssessmentState.QUEUED)
                .map(open -> open.get(0))
                .toList();
        return close(tx, endings)
                .chain(() -> windows.policies(tx.connection()))
                .chain(policies -> vms.nextVersionsAndTurns(
                        tx.connection(),
                        endings.stream()
                                .map(ending -> ending.assessment().vmId())
                                .toList(),
                        endings.stream()
                                .map(ending -> nextTurn(
                                        policies,
                                        vmsById.get(ending.assessment().vmId()),
                                        ending.outcome()))
                                .toList()))
                .chain(versions -> tx.send(endings.stream()
                        .map(ending -> completed(
                                ending, versions.get(ending.assessment().vmId())))
                        .toList()))
                .chain(() -> each(next, waiting -> start(tx, waiting)));
    }

    private Instant nextTurn(WindowPolicies policies, VmRow vm, Outcome outcome) {
        OffPeakHours hours = windows.hoursOf(policies, vm);
        return outcome.isFailure()
                ? schedule.retryAfter(vm.vmId(), clock.now(), hours)
                : (vm.assessedByPlatform() ? schedule.daily() : schedule).nextAfter(vm.vmId(), clock.now(), hours);
    }

    private Uni<Void> close(Transaction tx, List<Ending> endings) {
        if (endings.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return findings.numbers(
                        tx,
                        endings.stream()
                                .map(ending -> ending.outcome().findings().patches())
                                .toList(),
                        clock.now())
                .chain(numbers -> assessments.end(tx.connection(), endings, numbers))
                .chain(() -> assessments.waiters(
                        tx.connection(),
                        endings.stream()
                                .map(ending -> ending.assessment().activityId())
                                .toList()))
                .chain(waiters -> {
                    Map<String, Outcome> outcomes = endings.stream()
                            .collect(Collectors.toMap(
                                    ending -> ending.assessment().activityId(), Ending::outcome));
                    return each(waiters, waiter -> answer(tx, waiter, outcomes.get(waiter.activityId())));
                });
    }

    private Uni<Void> answer(Transaction tx, Waiter waiter, Outcome outcome) {
        Uni<Boolean> end = outcome.error()
                .map(error -> operations.fail(tx.connection(), waiter.operationId(), error.code(), error.message()))
                .orElseGet(() -> operations.succeed(
                        tx.connection(),
                        waiter.operationId(),
                        Optional.of(views.result(
                                waiter.apiVersion(),
                                waiter.activityId(),
                                outcome.startedAt(),
                                outcome.endedAt(),
                                outcome.findings()))));
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
                Optional.empty());
    }

    private static AssessmentCompleted completed(Ending ending, long version) {
        Outcome outcome = ending.outcome();
        return new AssessmentCompleted(
                ending.assessment().vmId(),
                ending.assessment().activityId(),
                version,
                outcome.isFailure() ? PatchOperationStatus.FAILED : PatchOperationStatus.SUCCEEDED,
                outcome.startedAt(),
                outcome.endedAt(),
                outcome.findings().rebootPending(),
                outcome.findings().criticalAndSecurityPatchCount(),
                outcome.findings().otherPatchCount(),
                outcome.error());
    }

    private Outcome failed(String code, String message) {
        Instant now = clock.now();
        return Outcome.failed(now, now, new WireError(code, message));
    }

    /** One after the other: they share a connection. */
    private static <T> Uni<Void> each(List<T> items, Function<T, Uni<Void>> step) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (T item : items) {
            all = all.chain(() -> step.apply(item));
        }
        return all;
    }
}
