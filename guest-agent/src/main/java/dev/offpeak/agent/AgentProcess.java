package dev.offpeak.agent;

import dev.offpeak.agent.ComputeConnection.CallFailed;
import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.AssessmentGoal;
import dev.offpeak.contracts.agent.AssessmentReport;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.ExtensionGoal;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.HeartbeatReceipt;
import dev.offpeak.contracts.agent.InstallationGoal;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.time.ClockSegment;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * The running agent: one thread beats, this one polls the goal state and does what it asks for, one thing after the other:
 * <ol>
 *   <li>an assessment is reported as begun, carried out, and reported with what it found;
 *   <li>an installation or an extension is refused with a clear report: this agent only assesses so far.
 * </ol>
 * Every report's number is on the disk before it is sent, and an activity is over once its last report was taken, so that
 * a restart in the middle repeats the work and never a number.
 *
 * <p>When asked to, it gets another credential, which is on the disk before it is used. One that is refused was revoked: the agent
 * enrols again with the token its host leaves in the token file, and waits for it; without such a file it ends.
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
            String used = state.credential();
            try {
                Optional<GoalState> goal = compute.goalState(state, revision, POLL_WAIT);
                pause.succeeded();
                if (goal.isPresent()) {
                    revision = OptionalLong.of(goal.get().revision());
                    apply(goal.get());
                }
                sleep(Pause.jitter());
            } catch (CallFailed e) {
                // What the goal state asks for may be half done: it is read again from the start.
                revision = OptionalLong.empty();
                failed(e, used, pause);
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
            String used = state.credential();
            try {
                compute.report(state, kind, report);
                return;
            } catch (CallFailed e) {
                if (e.isUnauthorized() && !used.equals(state.credential())) {
                    continue;
                }
                if (e.endsTheAgent() || e.isUnauthorized()) {
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
        save(known -> known.withNextSequence(activityId));
        return state.lastSequence(activityId);
    }

    private void ended(String activityId) throws IOException {
        save(known -> known.withEnded(activityId));
    }

    private synchronized void save(UnaryOperator<AgentState> change) throws IOException {
        AgentState next = change.apply(state);
        folder.write(next);
        state = next;
    }

    /** Asks for another credential. The present one holds until the new one is used, so that an answer that gets lost costs nothing. */
    private synchronized void rotateCredential() throws IOException, InterruptedException, CallFailed {
        String another = compute.rotateCredential(state).credential();
        save(known -> known.withCredential(another));
    }

    /**
     * After a credential was refused: enrols again with the token in the token file, unless that credential was replaced meanwhile.
     *
     * @return false when there is no other credential yet
     */
    private synchronized boolean enrolAgain(String refused) throws IOException, InterruptedException {
        if (!refused.equals(state.credential())) {
            return true;
        }
        Optional<Path> file = state.tokenFile().filter(Files::exists);
        if (file.isEmpty()) {
            return false;
        }
        try {
            String token = Files.readString(file.get()).strip();
            String another = compute.enroll(new EnrollmentRequest(state.vmId(), token, VERSION, Machine.bootId()))
                    .credential();
            save(known -> known.withCredential(another));
            return true;
        } catch (CallFailed e) {
            LOG.log(Level.DEBUG, "The host has left no other token in " + file.get() + " yet: " + e.getMessage());
            return false;
        }
    }

    private void beatOnAndOn() {
        Pause pause = new Pause();
        try {
            while (end.isEmpty()) {
                String used = state.credential();
                try {
                    HeartbeatReceipt receipt = compute.heartbeat(state, heartbeat());
                    askedToBeatEvery(receipt.heartbeatSeconds());
                    pause.succeeded();
                    if (receipt.rotateCredential()) {
                        rotateCredential();
                    }
                    waitForNextBeat();
                } catch (CallFailed e) {
                    failed(e, used, pause);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            end = Optional.of("The state can't be kept: " + e.getMessage());
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

    private void failed(CallFailed failure, String used, Pause pause) throws IOException, InterruptedException {
        if (failure.endsTheAgent()) {
            end = Optional.of("The platform knows this VM no more: " + failure.getMessage());
        } else if (failure.isUnauthorized() && state.tokenFile().isEmpty() && used.equals(state.credential())) {
            end = Optional.of(
                    "The platform knows this agent no more: its credential was revoked. Run 'guest-agent enroll'"
                            + " with the VM's new one-time token. " + failure.getMessage());
        } else if (failure.isUnauthorized() && enrolAgain(used)) {
            pause.succeeded();
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
