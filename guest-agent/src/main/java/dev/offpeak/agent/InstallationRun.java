package dev.offpeak.agent;

import dev.offpeak.agent.ComputeConnection.CallFailed;
import dev.offpeak.agent.source.Attempt;
import dev.offpeak.agent.source.Deadline;
import dev.offpeak.agent.source.PatchSource;
import dev.offpeak.agent.source.SourceBusy;
import dev.offpeak.agent.source.TimeFrame;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.agent.InstallationGoal;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.agent.ReportReceipt;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Carries out installation orders, one at a time (docs/states/agent-installation.md):
 * <ol>
 *   <li>an order past its not-after time is refused (rule O7); the first report asks leave, and nothing is done without it;
 *   <li>what the machine lacks is looked at once, and each patch gets its fate; what is chosen is downloaded;
 *   <li>patches are installed a few at a time; what a batch left is tried alone, so that one broken patch stops no other. None starts when
 *       less than 25 minutes remain (rule I4), when the order was withdrawn, or when compute said to stop;
 *   <li>a reboot, where one is needed, allowed and there is time for it; another boot id proves it;
 *   <li>the machine is asked once more what it has, and the last report, repeated until it is taken, says what became of each patch.
 * </ol>
 * Each step is on the disk before it is done, and what is installed is always the machine's own word: killed anywhere, the next start goes on
 * from the disk, installs nothing twice and calls nothing failed that is there.
 */
final class InstallationRun {
    static final Duration TO_REBOOT = Duration.ofMinutes(10);
    static final Duration TO_INSTALL_AND_REBOOT = Duration.ofMinutes(25);
    static final int BATCH = 8;

    private static final Logger LOG = System.getLogger(InstallationRun.class.getName());
    private static final Duration TO_REFRESH = Duration.ofMinutes(10);
    private static final long BETWEEN_PROGRESS_REPORTS_NANOS = 1_000_000_000;

    private final AgentDisk disk;
    private final PatchSource source;
    private final Reports reports;
    private final Goals goals;
    private final GuestClock clock;
    private final ClockAgain clockAgain;
    private final Boots boots;
    private final Runnable beatSoon;

    private boolean stopRequested;
    private long lastReport = System.nanoTime() - BETWEEN_PROGRESS_REPORTS_NANOS;

    InstallationRun(
            AgentDisk disk,
            PatchSource source,
            Reports reports,
            Goals goals,
            GuestClock clock,
            ClockAgain clockAgain,
            Boots boots,
            Runnable beatSoon) {
        this.disk = disk;
        this.source = source;
        this.reports = reports;
        this.goals = goals;
        this.clock = clock;
        this.clockAgain = clockAgain;
        this.boots = boots;
        this.beatSoon = beatSoon;
    }

    /** Goes on with what is on the disk, or takes what the goal state asks for; returns when there is neither. */
    void workOff() throws IOException, InterruptedException, CallFailed {
        while (true) {
            Optional<Installation> current = disk.state().installation();
            if (current.isPresent()) {
                carryOn(current.get());
            } else {
                Optional<InstallationGoal> order = goals.latest()
                        .flatMap(goal -> goal.installation())
                        .filter(goal -> !disk.state().hasEnded(goal.activityId()));
                if (order.isEmpty()) {
                    return;
                }
                stopRequested = false;
                save(Installation.of(order.get(), clock.now()));
            }
        }
    }

    private void carryOn(Installation now) throws IOException, InterruptedException, CallFailed {
        switch (now.step()) {
            case ASKING -> ask(now);
            case INSTALLING -> install(now);
            case REBOOTING -> reboot(now);
            case CHECKING -> check(now);
            case REPORTING -> reportEnd(now);
        }
    }

    private void ask(Installation now) throws IOException, InterruptedException, CallFailed {
        Instant notAfter = now.goal().notAfter();
        if (clock.deadline(notAfter).isOver()) {
            save(now.failed(
                            "OrderExpired",
                            "The guest refuses the order after its not-after time " + notAfter
                                    + "; it is tried again in the next window.")
                    .become(InstallationStep.REPORTING));
            return;
        }
        // Always number 1, also after a crash: asked twice is asked once.
        disk.change(known -> known.withSequence(now.activityId(), 1));
        Optional<ReportReceipt> receipt = reports.send(
                "installation", report(now, 1, PatchOperationStatus.IN_PROGRESS), clock.deadline(notAfter));
        if (receipt.isEmpty()) {
            return;
        }
        if (!receipt.get().accepted() || !receipt.get().proceed() || goals.isWithdrawn(now.activityId())) {
            LOG.log(Level.INFO, "No leave to install: " + receipt.get().message());
            forget(now);
        } else if (!clock.deadline(notAfter).isOver()) {
            save(now.startedAt(clock.now()).become(InstallationStep.INSTALLING));
        }
    }

    private void install(Installation now) throws IOException, InterruptedException {
        clockAgain.read();
        if (!now.underWay().isEmpty()) {
            save(settled(now, known(now, "The agent was interrupted while it was installed."), true));
        } else if (stopRequested || goals.isWithdrawn(now.activityId())) {
            rebootOrCheck(now);
        } else if (time(now).toStart().isOver()) {
            rebootOrCheck(now.outOfTime());
        } else if (now.patches().isEmpty()) {
            plan(now);
        } else {
            List<PatchProgress> batch = nextBatch(now);
            if (batch.isEmpty()) {
                rebootOrCheck(now);
            } else {
                attempt(now, batch);
            }
        }
    }

    /** Nothing is kept before all of it is known: killed meanwhile, it is done again, and nothing was installed. */
    private void plan(Installation now) throws IOException, InterruptedException {
        TimeFrame time = time(now);
        try {
            Deadline soon = Deadline.within(TO_REFRESH);
            source.refresh(() -> soon.left().compareTo(time.toStart().left()) < 0
                    ? soon.left()
                    : time.toStart().left());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "What the machine knows of patches may be old: " + e.getMessage());
        }
        List<PatchProgress> chosen;
        try {
            chosen = Selection.of(source.scan(), now.goal());
        } catch (IOException e) {
            save(now.failed("AssessmentFailed", String.valueOf(e.getMessage())).become(InstallationStep.CHECKING));
            return;
        }
        save(now.withPatches(fetched(chosen, now.goal(), new TimeFrame(time.toStart(), time.toStart()))));
        reportProgress();
    }

    private List<PatchProgress> fetched(List<PatchProgress> chosen, InstallationGoal goal, TimeFrame time)
            throws InterruptedException {
        List<Patch> wanted = chosen.stream()
                .filter(patch -> patch.is(PatchInstallationState.PENDING))
                .map(PatchProgress::patch)
                .toList();
        if (wanted.isEmpty()) {
            return chosen;
        }
        Map<String, Patch> better = new HashMap<>();
        try {
            source.fetch(wanted, time).forEach(patch -> better.put(patch.patchId(), patch));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Not downloaded beforehand: " + e.getMessage());
        }
        return chosen.stream()
                .map(patch -> Optional.ofNullable(better.get(patch.patch().patchId()))
                        .map(known -> Selection.reconsidered(patch, known, goal))
                        .orElse(patch))
                .toList();
    }

    /** A few that were never tried, or one that was. */
    private static List<PatchProgress> nextBatch(Installation now) {
        List<PatchProgress> pending = now.in(PatchInstallationState.PENDING);
        List<PatchProgress> untried = pending.stream()
                .filter(patch -> patch.attempts() == 0)
                .limit(BATCH)
                .toList();
        return untried.isEmpty() ? pending.stream().limit(1).toList() : untried;
    }

    private void attempt(Installation before, List<PatchProgress> batch) throws IOException, InterruptedException {
        Installation begun = save(before.withEach(batch::contains, PatchProgress::begun));
        List<Patch> patches = batch.stream().map(PatchProgress::patch).toList();
        Attempt attempt;
        try {
            attempt = source.install(patches, begun.excluded(), time(begun));
        } catch (SourceBusy e) {
            rebootOrCheck(begun.withEach(PatchProgress::underWay, PatchProgress::notBegun)
                    .failed("PackageManagerBusy", e.getMessage())
                    .outOfTime());
            return;
        } catch (IOException e) {
            attempt = known(begun, String.valueOf(e.getMessage()));
        }
        Installation settled = settled(begun, attempt, attempt.cutOff());
        if (attempt.cutOff()) {
            rebootOrCheck(settled.failed(
                            "PackageManagerHung",
                            "The package manager was ended when the order's time was over: it came to no end with "
                                    + String.join(", ", ids(patches)) + ".")
                    .outOfTime());
            return;
        }
        save(settled);
        reportProgress();
    }

    /** What the machine says of those under way when the package manager did not say itself. */
    private Attempt known(Installation now, String otherwise) throws InterruptedException {
        List<Patch> patches = now.underWay().stream().map(PatchProgress::patch).toList();
        try {
            return new Attempt(source.installed(patches), Map.of(), otherwise, false);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "What is installed is not known yet: " + e.getMessage());
            return new Attempt(Set.of(), Map.of(), otherwise, false);
        }
    }

    /** What was tried alone and left out has failed, unless it was interrupted: no time was left, or the agent was killed. */
    private static Installation settled(Installation now, Attempt attempt, boolean interrupted) {
        boolean alone = now.underWay().size() == 1;
        return now.withEach(PatchProgress::underWay, patch -> {
            String id = patch.patch().patchId();
            if (attempt.installed().contains(id)) {
                return patch.installed();
            }
            return alone && !interrupted ? patch.failed(attempt.whyNot(id)) : patch.leftOut(attempt.whyNot(id));
        });
    }

    private void rebootOrCheck(Installation now) throws IOException, InterruptedException {
        RebootSetting setting = now.goal().rebootSetting();
        boolean needed = setting == RebootSetting.ALWAYS || rebootPending();
        if (needed && setting != RebootSetting.NEVER && mayReboot(now)) {
            save(now.withReboot(RebootStatus.STARTED, Optional.of(boots.id())).become(InstallationStep.REBOOTING));
        } else {
            save(now.withReboot(needed ? RebootStatus.REQUIRED : RebootStatus.NOT_NEEDED, Optional.empty())
                    .become(InstallationStep.CHECKING));
        }
    }

    private boolean rebootPending() throws InterruptedException {
        try {
            return source.rebootPending();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Whether a reboot is needed is not known: " + e.getMessage());
            return false;
        }
    }

    private boolean mayReboot(Installation now) {
        return clock.until(now.goal().notAfter()).compareTo(TO_REBOOT) >= 0;
    }

    private void reboot(Installation now) throws IOException, InterruptedException {
        if (!now.rebootFrom().equals(Optional.of(boots.id()))) {
            save(now.withReboot(RebootStatus.COMPLETED, now.rebootFrom()).become(InstallationStep.CHECKING));
        } else if (mayReboot(now)) {
            reports.trySend("installation", report(now, nextSequence(now), PatchOperationStatus.IN_PROGRESS));
            try {
                boots.reboot();
            } catch (IOException e) {
                save(now.withReboot(RebootStatus.FAILED, now.rebootFrom())
                        .failed("RebootFailed", String.valueOf(e.getMessage()))
                        .become(InstallationStep.CHECKING));
            }
        } else {
            save(now.withReboot(RebootStatus.REQUIRED, now.rebootFrom()).become(InstallationStep.CHECKING));
        }
    }

    private void check(Installation now) throws IOException, InterruptedException {
        save(checked(now).become(InstallationStep.REPORTING));
    }

    /** What another patch drew in is installed, too; what is gone again after all has failed. */
    private Installation checked(Installation now) throws InterruptedException {
        if (now.all().isEmpty()) {
            return now;
        }
        try {
            Set<String> has = source.installed(
                    now.all().stream().map(PatchProgress::patch).toList());
            return now.withEach(patch -> true, patch -> {
                boolean there = has.contains(patch.patch().patchId());
                if (!there && patch.is(PatchInstallationState.INSTALLED)) {
                    return patch.failed("It was installed, but the machine lacks it again.");
                }
                return there && !patch.is(PatchInstallationState.EXCLUDED) ? patch.installed() : patch;
            });
        } catch (IOException e) {
            LOG.log(Level.WARNING, "What is installed could not be looked at once more: " + e.getMessage());
            return now;
        }
    }

    private void reportEnd(Installation now) throws IOException, InterruptedException, CallFailed {
        clockAgain.read();
        reports.send("installation", report(now, nextSequence(now), now.outcome()), Reports.FOREVER);
        LOG.log(
                Level.INFO,
                "Installation " + now.activityId() + " " + now.outcome() + ": "
                        + now.in(PatchInstallationState.INSTALLED).size() + " installed, "
                        + now.in(PatchInstallationState.FAILED).size() + " failed, "
                        + now.in(PatchInstallationState.PENDING).size() + " left. "
                        + now.outcomeError().map(error -> error.message()).orElse(""));
        forget(now);
        beatSoon.run();
    }

    private void forget(Installation now) throws IOException {
        disk.change(known -> known.withInstallation(Optional.empty()).withEnded(now.activityId()));
    }

    /** At most one a second, and none is worth waiting for. */
    private void reportProgress() throws IOException, InterruptedException {
        Optional<Installation> now = disk.state().installation();
        if (now.isEmpty() || System.nanoTime() - lastReport < BETWEEN_PROGRESS_REPORTS_NANOS) {
            return;
        }
        lastReport = System.nanoTime();
        stopRequested |= reports.trySend(
                        "installation", report(now.get(), nextSequence(now.get()), PatchOperationStatus.IN_PROGRESS))
                .filter(receipt -> !receipt.proceed())
                .isPresent();
    }

    private long nextSequence(Installation now) throws IOException {
        return disk.nextSequence(now.activityId());
    }

    private InstallationReport report(Installation now, long sequence, PatchOperationStatus status) {
        return new InstallationReport(
                now.activityId(),
                sequence,
                status,
                now.startedAt(),
                clock.now(),
                now.results(),
                now.rebootStatus(),
                now.windowExceeded(),
                boots.id(),
                status.isTerminal() ? now.outcomeError() : Optional.empty());
    }

    private TimeFrame time(Installation now) {
        Instant notAfter = now.goal().notAfter();
        return new TimeFrame(clock.deadline(notAfter.minus(TO_INSTALL_AND_REBOOT)), clock.deadline(notAfter));
    }

    private Installation save(Installation now) throws IOException {
        disk.change(known -> known.withInstallation(Optional.of(now)));
        return now;
    }

    private static List<String> ids(List<Patch> patches) {
        return patches.stream().map(Patch::patchId).toList();
    }
}
