package dev.offpeak.agent;

import dev.offpeak.agent.ComputeConnection.CallFailed;
import dev.offpeak.agent.source.PatchSource;
import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.ExtensionGoal;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.GoalState;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Installs the patch extension (rule E1), which for this agent is to take over patching in that version, and at that moment and not before turns
 * the machine's own updates off where told to (rule E3). Gives them back as soon as it is told to (rule P5).
 */
final class ExtensionRun {
    private static final Logger LOG = System.getLogger(ExtensionRun.class.getName());

    private final AgentDisk disk;
    private final PatchSource source;
    private final Reports reports;
    private final Goals goals;
    private final GuestClock clock;
    private final Runnable beatSoon;

    ExtensionRun(
            AgentDisk disk, PatchSource source, Reports reports, Goals goals, GuestClock clock, Runnable beatSoon) {
        this.disk = disk;
        this.source = source;
        this.reports = reports;
        this.goals = goals;
        this.clock = clock;
        this.beatSoon = beatSoon;
    }

    /** Carries out what the goal state asks for. */
    void workOff() throws IOException, InterruptedException, CallFailed {
        Optional<GoalState> latest = goals.latest();
        if (latest.isEmpty()) {
            return;
        }
        NativeUpdates wanted = latest.get().nativeUpdates();
        if (wanted == NativeUpdates.TURN_ON || latest.get().extension().isEmpty()) {
            settleOnItsOwn(wanted);
        }
        // After its time nothing is done and nothing said: it goes on with a goal for the next window (rule E2).
        Optional<ExtensionGoal> goal = latest.get()
                .extension()
                .filter(extension -> !disk.state().hasEnded(extension.activityId()))
                .filter(extension -> clock.now().isBefore(extension.notAfter()));
        if (goal.isPresent()) {
            install(goal.get(), wanted);
        }
    }

    private void settleOnItsOwn(NativeUpdates wanted) throws InterruptedException {
        try {
            source.settle(wanted);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The machine's own updates could not be settled (" + wanted + "): " + e);
        }
    }

    private void install(ExtensionGoal goal, NativeUpdates wanted)
            throws IOException, InterruptedException, CallFailed {
        report(goal, PatchOperationStatus.IN_PROGRESS, NativeUpdates.LEAVE, Optional.empty());
        try {
            source.settle(wanted);
        } catch (IOException e) {
            WireError error =
                    new WireError("NativeUpdatesNotSettled", "The machine's own updates could not be turned off: " + e);
            report(goal, PatchOperationStatus.FAILED, NativeUpdates.LEAVE, Optional.of(error));
            return;
        }
        disk.change(known -> known.withExtension(goal.version()));
        report(goal, PatchOperationStatus.SUCCEEDED, wanted, Optional.empty());
        LOG.log(Level.INFO, goal.type() + " " + goal.version() + ": own updates " + wanted + ".");
        beatSoon.run();
    }

    private void report(ExtensionGoal goal, PatchOperationStatus status, NativeUpdates done, Optional<WireError> error)
            throws IOException, InterruptedException, CallFailed {
        reports.send(
                "extension",
                new ExtensionReport(
                        goal.activityId(),
                        disk.nextSequence(goal.activityId()),
                        status,
                        disk.state().extensionVersion(),
                        done,
                        error),
                status.isTerminal() ? Reports.FOREVER : clock.deadline(goal.notAfter()));
        if (status.isTerminal()) {
            disk.change(known -> known.withEnded(goal.activityId()));
        }
    }
}
