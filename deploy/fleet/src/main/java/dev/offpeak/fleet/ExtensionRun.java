package dev.offpeak.fleet;

import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.agent.ExtensionGoal;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.ReportReceipt;
import java.util.Optional;
import java.util.function.Consumer;

/** Installs the patch extension (rule E1) and, at that moment and not before, turns native updates off where told to (rule E3). */
final class ExtensionRun {
    private final Agent agent;
    private Optional<String> running = Optional.empty();
    private NativeUpdates nativeUpdates = NativeUpdates.LEAVE;

    ExtensionRun(Agent agent) {
        this.agent = agent;
    }

    void consider(GoalState goal) {
        nativeUpdates = goal.nativeUpdates();
        goal.extension()
                .filter(wanted -> running.isEmpty())
                .filter(wanted -> !agent.guest().disk().hasEnded(wanted.activityId()))
                .filter(wanted -> agent.now().isBefore(wanted.notAfter()))
                .ifPresent(this::begin);
    }

    private void begin(ExtensionGoal goal) {
        running = Optional.of(goal.activityId());
        report(goal, PatchOperationStatus.IN_PROGRESS, NativeUpdates.LEAVE, receipt -> {});
        agent.at(
                agent.now()
                        .plus(agent.guest()
                                .nature()
                                .extensionInstall(agent.guest().disk().boots)),
                () -> finish(goal));
    }

    private void finish(ExtensionGoal goal) {
        if (!agent.now().isBefore(goal.notAfter())) {
            // Rule E2: the window is over and nothing was done; it goes on with a goal for the next one.
            running = Optional.empty();
            return;
        }
        Guest guest = agent.guest();
        if (!guest.disk().extensionVersion.equals(Optional.of(goal.version()))) {
            guest.disk().extensionVersion = Optional.of(goal.version());
            guest.journal(
                    GuestEvent.EXTENSION_INSTALLED,
                    Optional.of(goal.activityId()),
                    Optional.empty(),
                    Optional.of(goal.type() + " " + goal.version()));
        }
        agent.settleNativeUpdates(nativeUpdates);
        report(goal, PatchOperationStatus.SUCCEEDED, nativeUpdates, receipt -> {
            running = Optional.empty();
            guest.disk().end(goal.activityId());
            guest.save();
            agent.reconsider();
        });
        agent.heartbeats().soon();
    }

    private void report(
            ExtensionGoal goal, PatchOperationStatus status, NativeUpdates done, Consumer<ReportReceipt> answered) {
        GuestDisk disk = agent.guest().disk();
        long sequence = disk.nextSequence(goal.activityId());
        agent.guest().save();
        agent.reports()
                .send(
                        "extension",
                        new ExtensionReport(
                                goal.activityId(), sequence, status, disk.extensionVersion, done, Optional.empty()),
                        answered);
    }
}
