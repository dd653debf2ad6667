package dev.offpeak.agent;

import dev.offpeak.agent.ComputeConnection.CallFailed;
import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.ExtensionGoal;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.InstallationGoal;
import dev.offpeak.contracts.agent.InstallationReport;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an agent says to orders when it only assesses: started that way, or on a machine whose package manager it does not know. */
final class Refusals {
    private final AgentDisk disk;
    private final Reports reports;
    private final Goals goals;
    private final GuestClock clock;
    private final String why;

    /** @param why a sentence */
    Refusals(AgentDisk disk, Reports reports, Goals goals, GuestClock clock, String why) {
        this.disk = disk;
        this.reports = reports;
        this.goals = goals;
        this.clock = clock;
        this.why = why;
    }

    /** Refuses what the goal state asks for. */
    void workOff() throws IOException, InterruptedException, CallFailed {
        Optional<GoalState> latest = goals.latest();
        Optional<ExtensionGoal> extension = latest.flatMap(GoalState::extension)
                .filter(goal -> !disk.state().hasEnded(goal.activityId()));
        if (extension.isPresent()) {
            refuse(extension.get());
        }
        Optional<InstallationGoal> installation = latest.flatMap(GoalState::installation)
                .filter(goal -> !disk.state().hasEnded(goal.activityId()));
        if (installation.isPresent()) {
            refuse(installation.get());
        }
    }

    private void refuse(ExtensionGoal goal) throws IOException, InterruptedException, CallFailed {
        reports.send(
                "extension",
                new ExtensionReport(
                        goal.activityId(),
                        disk.nextSequence(goal.activityId()),
                        PatchOperationStatus.FAILED,
                        Optional.empty(),
                        NativeUpdates.LEAVE,
                        Optional.of(new WireError("ExtensionNotSupported", why))),
                Reports.FOREVER);
        disk.change(known -> known.withEnded(goal.activityId()));
    }

    private void refuse(InstallationGoal goal) throws IOException, InterruptedException, CallFailed {
        Instant now = clock.now();
        reports.send(
                "installation",
                new InstallationReport(
                        goal.activityId(),
                        disk.nextSequence(goal.activityId()),
                        PatchOperationStatus.FAILED,
                        now,
                        now,
                        List.of(),
                        RebootStatus.NOT_NEEDED,
                        false,
                        Machine.bootId(),
                        Optional.of(new WireError("InstallationNotSupported", why))),
                Reports.FOREVER);
        disk.change(known -> known.withEnded(goal.activityId()));
    }
}
