package dev.offpeak.agent;

import dev.offpeak.agent.ComputeConnection.CallFailed;
import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.AssessmentGoal;
import dev.offpeak.contracts.agent.AssessmentReport;
import dev.offpeak.contracts.agent.ExtensionGoal;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.InstallationGoal;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.time.ClockSegment;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The running agent: one thread beats, this one polls the goal state and does what it asks for, one thing after the other:
 * <ol>
 *   <li>an assessment is reported as begun, carried out, and reported with what it found;
 *   <li>an installation or an extension is refused with a clear report: this agent only assesses so far.
 * </ol>
 * Every report's number is on the disk before it is sent, and an activity is over once its last report was taken, so that
 * a restart in the middle repeats the work and never a number.
 */
final class AgentProcess {
    /** As the platform sees it. */
    static final String VERSION = "0.1.0";

    private static final Logger LOG = System.getLogger(AgentProcess.class.getName());
    private static final Duration POLL_WAIT = Duration.ofSeconds(30);
    private static final double FIRST_HEARTBEAT_SECONDS = 60;
    private static final double LEAST_HEARTBEAT_SECONDS = 0.1;

    private final StateFolder folder;
    private final ComputeConnection compute;
    private final Optional<PatchSource> source;
    private final Object beat = new Object();

    private volatile AgentState state;
    private volatile double heartbeatSeconds = FIRST_HEARTBEAT_SECONDS;
    private volatile Optional<String> end = Optional.empty();

    AgentProcess(StateFolder folder, AgentState state, Optional<PatchSource> source) {
        this.folder = folder;
        this.state = state;
        this.source = source;
        this.compute = new ComputeConnection(state.url());
    }

    /**
     * Runs until the platform wants this agent no more, or the thread is interrupted.
     *
     * @return why it ended, a sentence
     */
    String run() throws IOException, InterruptedException {
        Thread heartbeats = new Thread(this::beatOnAndOn, "heartbeats");
        heartbeats.setDaemon(true);
        heartbeats.start();
        try {
            pollOnAndOn();
        } finally {
            heartbeats.interrupt();
        }
        return end.orElseThrow();
    }

    private void pollOnAndOn() throws IOException, InterruptedException {
        OptionalLong revision = OptionalLong.empty();
        Pause pause = new Pause();
        while (end.isEmpty()) {
            try {
                Optional<GoalState> goal = compute.goalState(state, revision, POLL_WAIT);
                pause.succeeded();
                if (goal.isPresent()) {
                    revision = OptionalLong.of(goal.get().revision());
                    apply(goal.get());
                }
                sleep(Pause.jitter());
            } catch (CallFailed e) {
                failed(e, pause);
            }
        }
    }

    private void apply(GoalState goal) throws IOException, InterruptedException, CallFailed {
        askedToBeatEvery(goal.heartbeatSeconds());
        if (goal.assessment().isPresent()
                && !state.hasEnded(goal.assessment().get().activityId())) {
            assess(goal.assessment().get(), goal);
        }
        if (goal.extension().isPresent()
                && !state.hasEnded(goal.extension().get().activityId())) {
            refuse(goal.extension().get());
        }
        if (goal.installation().isPresent()
                && !state.hasEnded(goal.installation().get().activityId())) {
            refuse(goal.installation().get(), goal);
        }
    }

    private void assess(AssessmentGoal goal, GoalState asked) throws IOException, InterruptedException, CallFailed {
        Instant startedAt = platformTime(asked);
        if (!startedAt.isBefore(goal.notAfter())) {
            WireError late = new WireError(
                    "AssessmentTooLate",
                    "The agent saw the request at " + startedAt + ", after " + goal.notAfter() + ".");
            report(goal, PatchOperationStatus.FAILED, startedAt, asked, Optional.empty(), Optional.of(late));
            return;
        }
        report(goal, PatchOperationStatus.IN_PROGRESS, startedAt, asked, Optional.empty(), Optional.empty());
        Optional<Scan> scan = Optional.empty();
        Optional<WireError> error = Optional.empty();
        try {
            scan = Optional.of(source.orElseThrow(() -> new IOException(PatchSource.whyNone()))
                    .scan());
            LOG.log(
                    Level.INFO,
                    "Assessed: " + scan.get().criticalAndSecurity() + " critical and security, "
                            + scan.get().other() + " other. "
                            + String.join(" ", scan.get().notes()));
        } catch (IOException e) {
            error = Optional.of(new WireError("AssessmentFailed", String.valueOf(e.getMessage())));
        }
        // The scan took real minutes in which the clock's rate may have changed: read it again for the report's time.
        GoalState now =
                compute.goalState(state, OptionalLong.empty(), Duration.ZERO).orElse(asked);
        PatchOperationStatus status = scan.isPresent() ? PatchOperationStatus.SUCCEEDED : PatchOperationStatus.FAILED;
        report(goal, status, startedAt, now, scan, error);
    }

    private void report(
            AssessmentGoal goal,
            PatchOperationStatus status,
            Instant startedAt,
            GoalState clock,
            Optional<Scan> scan,
            Optional<WireError> error)
            throws IOException, InterruptedException, CallFailed {
        AssessmentReport report = new AssessmentReport(
                goal.activityId(),
                nextSequence(goal.activityId()),
                status,
                startedAt,
                platformTime(clock),
                scan.map(Scan::rebootPending).orElse(false),
                scan.map(Scan::patches).orElseGet(List::of),
                error);
        send("assessment", report);
        if (status.isTerminal()) {
            ended(goal.activityId());
        }
    }

    private void refuse(ExtensionGoal goal) throws IOException, InterruptedException, CallFailed {
        WireError error = new WireError(
                "ExtensionNotSupported",
                "This agent only assesses so far; it installs no extension. Use patch mode ImageDefault.");
        send(
                "extension",
                new ExtensionReport(
                        goal.activityId(),
                        nextSequence(goal.activityId()),
                        PatchOperationStatus.FAILED,
                        Optional.empty(),
                        NativeUpdates.LEAVE,
                        Optional.of(error)));
        ended(goal.activityId());
    }

    private void refuse(InstallationGoal goal, GoalState asked) throws IOException, InterruptedException, CallFailed {
        Instant now = platformTime(asked);
        WireError error = new WireError(
                "InstallationNotSupported",
                "This agent only assesses so far; nothing was installed. Use patch mode ImageDefault.");
        send(
                "installation",
                new InstallationReport(
                        goal.activityId(),
                        nextSequence(goal.activityId()),
                        PatchOperationStatus.FAILED,
                        now,
                        now,
                        List.of(),
                        RebootStatus.NOT_NEEDED,
                        false,
                        Machine.bootId(),
                        Optional.of(error)));
        ended(goal.activityId());
    }

    /** Again and again until it is answered; a report that compute refuses for good is as good as taken. */
    private void send(String kind, Object report) throws InterruptedException, CallFailed {
        Pause pause = new Pause();
        while (true) {
            try {
                compute.report(state, kind, report);
                return;
            } catch (CallFailed e) {
                if (e.endsTheAgent()) {
                    throw e;
                }
                if (e.isFinal()) {
                    LOG.log(Level.WARNING, "Report refused: " + e.getMessage());
                    return;
                }
                sleep(pause.after(e));
            }
        }
    }

    private long nextSequence(String activityId) throws IOException {
        save(state.withNextSequence(activityId));
        return state.lastSequence(activityId);
    }

    private void ended(String activityId) throws IOException {
        save(state.withEnded(activityId));
    }

    private void save(AgentState next) throws IOException {
        folder.write(next);
        state = next;
    }

    private void beatOnAndOn() {
        Pause pause = new Pause();
        try {
            while (end.isEmpty()) {
                try {
                    askedToBeatEvery(compute.heartbeat(state, heartbeat()).heartbeatSeconds());
                    pause.succeeded();
                    waitForNextBeat();
                } catch (CallFailed e) {
                    failed(e, pause);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Heartbeat heartbeat() {
        return new Heartbeat(
                Machine.bootId(),
                VERSION,
                Optional.empty(),
                true,
                source.map(PatchSource::missingRequirements).orElseGet(() -> List.of(PatchSource.whyNone())),
                Machine.osName(),
                Machine.osVersion(),
                Machine.computerName());
    }

    private void askedToBeatEvery(double seconds) {
        synchronized (beat) {
            heartbeatSeconds = Math.max(seconds, LEAST_HEARTBEAT_SECONDS);
            beat.notifyAll();
        }
    }

    /** Until the interval is over, also when it is shortened meanwhile. */
    private void waitForNextBeat() throws InterruptedException {
        long since = System.nanoTime();
        synchronized (beat) {
            long left = leftMillis(since);
            while (left > 0) {
                beat.wait(left);
                left = leftMillis(since);
            }
        }
    }

    private long leftMillis(long sinceNanos) {
        return Math.round(heartbeatSeconds * 1000) - (System.nanoTime() - sinceNanos) / 1_000_000;
    }

    private void failed(CallFailed failure, Pause pause) throws InterruptedException {
        if (failure.endsTheAgent()) {
            end = Optional.of("The platform knows this agent no more: " + failure.getMessage());
        } else {
            LOG.log(Level.DEBUG, failure.getMessage());
            sleep(pause.after(failure));
        }
    }

    private static Instant platformTime(GoalState goal) {
        return new ClockSegment(
                        goal.clock().realAnchor(),
                        goal.clock().platformAnchor(),
                        goal.clock().rate())
                .platformAt(Instant.now());
    }

    private static void sleep(Duration real) throws InterruptedException {
        Thread.sleep(real.toMillis());
    }
}
