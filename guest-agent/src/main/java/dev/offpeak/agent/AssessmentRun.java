package dev.offpeak.agent;

import dev.offpeak.agent.ComputeConnection.CallFailed;
import dev.offpeak.agent.source.Deadline;
import dev.offpeak.agent.source.PatchSource;
import dev.offpeak.agent.source.Scan;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.AssessmentGoal;
import dev.offpeak.contracts.agent.AssessmentReport;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Scans for patches when asked to: reported as begun, carried out, and reported with what it found. Nothing is installed by it (rule A2). */
final class AssessmentRun {
    private static final Logger LOG = System.getLogger(AssessmentRun.class.getName());
    private static final Duration TO_REFRESH = Duration.ofMinutes(5);

    private final AgentDisk disk;
    private final Optional<PatchSource> source;
    private final boolean mayRefresh;
    private final Reports reports;
    private final Goals goals;
    private final GuestClock clock;
    private final ClockAgain clockAgain;

    /** @param mayRefresh whether the machine's knowledge of patches may be brought up to date before a scan */
    AssessmentRun(
            AgentDisk disk,
            Optional<PatchSource> source,
            boolean mayRefresh,
            Reports reports,
            Goals goals,
            GuestClock clock,
            ClockAgain clockAgain) {
        this.disk = disk;
        this.source = source;
        this.mayRefresh = mayRefresh;
        this.reports = reports;
        this.goals = goals;
        this.clock = clock;
        this.clockAgain = clockAgain;
    }

    /** Carries out what the goal state asks for. */
    void workOff() throws IOException, InterruptedException, CallFailed {
        Optional<AssessmentGoal> goal = goals.latest()
                .flatMap(latest -> latest.assessment())
                .filter(wanted -> !disk.state().hasEnded(wanted.activityId()));
        if (goal.isPresent()) {
            assess(goal.get());
        }
    }

    private void assess(AssessmentGoal goal) throws IOException, InterruptedException, CallFailed {
        Instant startedAt = clock.now();
        if (!startedAt.isBefore(goal.notAfter())) {
            WireError late = new WireError(
                    "AssessmentTooLate",
                    "The agent saw the request at " + startedAt + ", after " + goal.notAfter() + ".");
            report(goal, PatchOperationStatus.FAILED, startedAt, Optional.empty(), Optional.of(late));
            return;
        }
        report(goal, PatchOperationStatus.IN_PROGRESS, startedAt, Optional.empty(), Optional.empty());
        Optional<Scan> scan = Optional.empty();
        Optional<WireError> error = Optional.empty();
        try {
            scan = Optional.of(scan());
            LOG.log(
                    Level.INFO,
                    "Assessed: " + scan.get().criticalAndSecurity() + " critical and security, "
                            + scan.get().other() + " other. "
                            + String.join(" ", scan.get().notes()));
        } catch (IOException e) {
            error = Optional.of(new WireError("AssessmentFailed", String.valueOf(e.getMessage())));
        }
        clockAgain.read();
        PatchOperationStatus status = scan.isPresent() ? PatchOperationStatus.SUCCEEDED : PatchOperationStatus.FAILED;
        report(goal, status, startedAt, scan, error);
    }

    private Scan scan() throws IOException, InterruptedException {
        PatchSource asked = source.orElseThrow(() -> new IOException(Sources.whyNone()));
        if (mayRefresh) {
            try {
                asked.refresh(Deadline.within(TO_REFRESH));
            } catch (IOException e) {
                LOG.log(Level.WARNING, "What the machine knows of patches may be old: " + e.getMessage());
            }
        }
        return asked.scan();
    }

    private void report(
            AssessmentGoal goal,
            PatchOperationStatus status,
            Instant startedAt,
            Optional<Scan> scan,
            Optional<WireError> error)
            throws IOException, InterruptedException, CallFailed {
        AssessmentReport report = new AssessmentReport(
                goal.activityId(),
                disk.nextSequence(goal.activityId()),
                status,
                startedAt,
                clock.now(),
                scan.map(Scan::rebootPending).orElse(false),
                scan.map(Scan::patches).orElseGet(List::of),
                error);
        reports.send("assessment", report, Reports.FOREVER);
        if (status.isTerminal()) {
            disk.change(known -> known.withEnded(goal.activityId()));
        }
    }
}
