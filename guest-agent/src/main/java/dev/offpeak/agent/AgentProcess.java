package dev.offpeak.agent;

import dev.offpeak.agent.ComputeConnection.CallFailed;
import dev.offpeak.agent.source.PatchSource;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.HeartbeatReceipt;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The running agent. One thread polls the goal state, one beats, and two {@link Lane}s work: one assesses, the other changes the machine, by the
 * patch extension and by installations. So a scan is answered while an installation takes its hours.
 *
 * <p>Every report's number is on the disk before it is sent, and an activity is over once its last report was taken, so that a restart in the
 * middle repeats the work and never a number.
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

    private final AgentDisk disk;
    private final ComputeConnection compute;
    private final Optional<PatchSource> source;
    private final OwnProgram program;
    private final Boots boots;
    private final GuestClock clock = new GuestClock(Clock.systemUTC());
    private final Goals goals = new Goals();
    private final List<Lane> lanes;
    private final Object beat = new Object();

    private volatile double heartbeatSeconds = FIRST_HEARTBEAT_SECONDS;
    private volatile boolean beatAtOnce;
    private volatile Optional<String> end = Optional.empty();
    private volatile boolean startAgain;

    /** @param mayInstall whether it carries out orders; else it only looks, and changes nothing on the machine */
    AgentProcess(
            AgentDisk.Keeper keeper,
            AgentState state,
            Optional<PatchSource> source,
            boolean mayInstall,
            Boots boots,
            OwnProgram program) {
        this.disk = new AgentDisk(keeper, state);
        this.source = source;
        this.boots = boots;
        this.program = program;
        this.compute = new ComputeConnection(state.url(), clock::platformSaid);
        Reports reports = new RepeatedReports(compute, disk);
        boolean installs = mayInstall && source.isPresent();
        AssessmentRun assessment =
                new AssessmentRun(disk, source, installs, reports, goals, clock, this::readClockAgain);
        this.lanes = List.of(
                lane("assessments", assessment::workOff),
                lane("changes", installs ? changes(source.get(), reports) : refusals(reports, mayInstall)));
    }

    private Lane lane(String name, Lane.Work work) {
        return new Lane(name, goals, work, new Troubles());
    }

    private Lane.Work changes(PatchSource patches, Reports reports) {
        ExtensionRun extension = new ExtensionRun(disk, patches, reports, goals, clock, this::beatSoon);
        InstallationRun installation =
                new InstallationRun(disk, patches, reports, goals, clock, this::readClockAgain, boots, this::beatSoon);
        return () -> {
            extension.workOff();
            installation.workOff();
        };
    }

    private Lane.Work refusals(Reports reports, boolean mayInstall) {
        String why = mayInstall
                ? Sources.whyNone()
                : "This agent was started to assess only (--assess-only); nothing was changed. Start it without that, or use"
                        + " another patch mode.";
        return new Refusals(disk, reports, goals, clock, why)::workOff;
    }

    /**
     * Runs until the platform wants this agent no more, it is to be started again, or the thread is interrupted.
     *
     * @return why it ended, a sentence
     */
    String run() throws IOException, InterruptedException {
        Thread heartbeats = new Thread(this::beatOnAndOn, "heartbeats");
        heartbeats.setDaemon(true);
        heartbeats.start();
        lanes.forEach(Lane::start);
        try {
            pollOnAndOn();
        } finally {
            heartbeats.interrupt();
            lanes.forEach(Lane::stop);
        }
        return end.orElseThrow();
    }

    /** Whether it ended so that its service starts it again. */
    boolean isToStartAgain() {
        return startAgain;
    }

    private void pollOnAndOn() throws IOException, InterruptedException {
        OptionalLong revision = OptionalLong.empty();
        Pause pause = new Pause();
        while (end.isEmpty()) {
            String used = disk.state().credential();
            try {
                Optional<GoalState> goal = compute.goalState(disk.state(), revision, POLL_WAIT);
                pause.succeeded();
                if (goal.isPresent()) {
                    revision = OptionalLong.of(goal.get().revision());
                    clock.follow(goal.get().clock());
                    askedToBeatEvery(goal.get().heartbeatSeconds());
                    goals.put(goal.get());
                }
                makeWayForAnotherVersion();
                sleep(Pause.jitter());
            } catch (CallFailed e) {
                revision = OptionalLong.empty();
                failed(e, used, pause);
            }
        }
    }

    private void makeWayForAnotherVersion() {
        if (program.isReplaced()
                && disk.state().installation().isEmpty()
                && lanes.stream().noneMatch(Lane::isBusy)) {
            startAgain = true;
            end = Optional.of("Another version of the agent was installed; it takes over.");
        }
    }

    /** Work takes real minutes in which the clock's rate may have changed. */
    private void readClockAgain() throws InterruptedException {
        try {
            compute.goalState(disk.state(), OptionalLong.empty(), Duration.ZERO)
                    .ifPresent(goal -> clock.follow(goal.clock()));
        } catch (CallFailed e) {
            LOG.log(Level.DEBUG, e.getMessage());
        }
    }

    /** Asks for another credential. The present one holds until the new one is used, so that an answer that gets lost costs nothing. */
    private synchronized void rotateCredential() throws IOException, InterruptedException, CallFailed {
        String another = compute.rotateCredential(disk.state()).credential();
        disk.change(known -> known.withCredential(another));
    }

    /**
     * After a credential was refused: enrols again with the token in the token file, unless that credential was replaced meanwhile.
     *
     * @return false when there is no other credential yet
     */
    private synchronized boolean enrolAgain(String refused) throws IOException, InterruptedException {
        AgentState state = disk.state();
        if (!refused.equals(state.credential())) {
            return true;
        }
        Optional<Path> file = state.tokenFile().filter(Files::exists);
        if (file.isEmpty()) {
            return false;
        }
        try {
            String token = Files.readString(file.get()).strip();
            String another = compute.enroll(new EnrollmentRequest(state.vmId(), token, VERSION, boots.id()))
                    .credential();
            disk.change(known -> known.withCredential(another));
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
                String used = disk.state().credential();
                try {
                    HeartbeatReceipt receipt = compute.heartbeat(disk.state(), heartbeat());
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
        } catch (IOException | RuntimeException e) {
            broken(e);
        }
    }

    private Heartbeat heartbeat() {
        return new Heartbeat(
                boots.id(),
                VERSION,
                disk.state().extensionVersion(),
                true,
                source.map(PatchSource::missingRequirements).orElseGet(() -> List.of(Sources.whyNone())),
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

    private void beatSoon() {
        synchronized (beat) {
            beatAtOnce = true;
            beat.notifyAll();
        }
    }

    /** Until the interval is over, also when it is shortened meanwhile, or a beat is wanted at once. */
    private void waitForNextBeat() throws InterruptedException {
        long since = System.nanoTime();
        synchronized (beat) {
            long left = leftMillis(since);
            while (left > 0 && !beatAtOnce) {
                beat.wait(left);
                left = leftMillis(since);
            }
            beatAtOnce = false;
        }
    }

    private long leftMillis(long sinceNanos) {
        return Math.round(heartbeatSeconds * 1000) - (System.nanoTime() - sinceNanos) / 1_000_000;
    }

    private void failed(CallFailed failure, String used, Pause pause) throws IOException, InterruptedException {
        if (failure.endsTheAgent()) {
            end = Optional.of("The platform knows this VM no more: " + failure.getMessage());
        } else if (failure.isUnauthorized()
                && disk.state().tokenFile().isEmpty()
                && used.equals(disk.state().credential())) {
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

    private void broken(Exception failure) {
        LOG.log(Level.ERROR, "The agent can't go on", failure);
        startAgain = true;
        end = Optional.of("The agent can't go on as it is: " + failure);
    }

    private final class Troubles implements Lane.Troubles {
        @Override
        public void callFailed(CallFailed failure, Pause pause) throws IOException, InterruptedException {
            failed(failure, disk.state().credential(), pause);
        }

        @Override
        public void broken(Exception failure) {
            AgentProcess.this.broken(failure);
        }
    }

    private static void sleep(Duration real) throws InterruptedException {
        Thread.sleep(real.toMillis());
    }
}
