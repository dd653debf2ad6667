package dev.offpeak.fleet;

import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PatchResult;
import dev.offpeak.contracts.RebootBehavior;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.InstallationGoal;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.agent.ReportReceipt;
import dev.offpeak.fleet.InstallationProgress.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Carries out installation orders, one at a time:
 * <ol>
 *   <li>an order past its not-after time is refused (rule O7);
 *   <li>the first report asks leave to start, and nothing is done without it;
 *   <li>patches are installed one after the other, the most urgent first; none starts when less than 25 minutes remain
 *       (rule I4), when the order was withdrawn, or when compute said to stop;
 *   <li>a reboot, where one is needed, allowed and there is time for it;
 *   <li>the last report says what became of each patch, and is repeated until it is taken; then a heartbeat proves health.
 * </ol>
 * Each step is on the disk before it is reported, so that the next boot goes on where this one stopped.
 */
final class InstallationRun {
    private static final Duration TO_REBOOT = Duration.ofMinutes(10);
    private static final Duration TO_INSTALL_AND_REBOOT = Duration.ofMinutes(25);
    private static final Duration BETWEEN_PROGRESS_REPORTS = Duration.ofSeconds(1);

    private final Agent agent;
    private final Guest guest;
    private boolean stopRequested;
    private Instant lastReport = Instant.MIN;

    InstallationRun(Agent agent) {
        this.agent = agent;
        this.guest = agent.guest();
    }

    /** Goes on with what an earlier boot left. */
    void resume() {
        guest.disk().installation.ifPresent(progress -> {
            switch (progress.phase) {
                case ASKING -> ask(progress);
                case INSTALLING -> next(progress);
                case REBOOTING -> {
                    progress.rebootStatus = RebootStatus.COMPLETED;
                    end(progress);
                }
                case ENDED -> reportEnd(progress);
            }
        });
    }

    /** @param wanted what the goal state asks for now; empty or another one withdraws the order under way */
    void consider(Optional<InstallationGoal> wanted) {
        Optional<InstallationProgress> current = guest.disk().installation;
        if (current.isPresent()) {
            stopRequested |= wanted.filter(
                            goal -> goal.activityId().equals(current.get().activityId()))
                    .isEmpty();
        } else {
            wanted.filter(goal -> !guest.disk().hasEnded(goal.activityId())).ifPresent(this::receive);
        }
    }

    private void receive(InstallationGoal goal) {
        stopRequested = false;
        InstallationProgress progress = InstallationProgress.of(goal, agent.now());
        guest.disk().installation = Optional.of(progress);
        guest.save();
        journal(GuestEvent.ORDER_RECEIVED, progress, Optional.of("not after " + goal.notAfter()));
        ask(progress);
    }

    private void ask(InstallationProgress progress) {
        if (isPastNotAfter(progress)) {
            refuseAsLate(progress);
            return;
        }
        // Always sequence 1, also after a crash: asked twice is asked once.
        guest.disk().sequences.put(progress.activityId(), 1L);
        guest.save();
        send(progress, 1, receipt -> answered(progress, receipt));
    }

    private void answered(InstallationProgress progress, ReportReceipt receipt) {
        if (!receipt.accepted() || !receipt.proceed() || stopRequested) {
            journal(
                    GuestEvent.ORDER_REFUSED,
                    progress,
                    Optional.of(stopRequested ? "withdrawn before it started" : receipt.message()));
            forget(progress);
        } else if (isPastNotAfter(progress)) {
            refuseAsLate(progress);
        } else {
            begin(progress);
        }
    }

    private void refuseAsLate(InstallationProgress progress) {
        journal(GuestEvent.ORDER_REFUSED, progress, Optional.of("past its not-after time " + progress.goal.notAfter()));
        progress.phase = Phase.ENDED;
        progress.status = PatchOperationStatus.FAILED;
        progress.error = Optional.of(expired(progress));
        guest.save();
        reportEnd(progress);
    }

    private void begin(InstallationProgress progress) {
        GuestDisk disk = guest.disk();
        progress.phase = Phase.INSTALLING;
        progress.startedAt = agent.now();
        progress.attempt = ++disk.installAttempts;
        List<CatalogPatch> selected = selection(progress).selected();
        if (!selected.isEmpty() && guest.nature().fails(progress.attempt)) {
            int index = guest.nature().failingPatch(progress.attempt, selected.size());
            progress.failingPatch = Optional.of(selected.get(index).patch().patchId());
        }
        guest.save();
        journal(
                GuestEvent.INSTALLATION_STARTED,
                progress,
                Optional.of("attempt " + progress.attempt + ", " + selected.size() + " patches, not after "
                        + progress.goal.notAfter()));
        agent.at(agent.now().plus(guest.nature().download(progress.attempt)), () -> next(progress));
    }

    private void next(InstallationProgress progress) {
        Optional<CatalogPatch> patch = selection(progress).selected().stream()
                .filter(candidate -> !progress.tried(candidate.patch().patchId()))
                .findFirst();
        if (isPastNotAfter(progress)) {
            progress.windowExceeded = patch.isPresent();
            progress.error = Optional.of(expired(progress));
            end(progress);
        } else if (patch.isEmpty() || stopRequested) {
            rebootIfNeeded(progress);
        } else if (remaining(progress).compareTo(TO_INSTALL_AND_REBOOT) < 0) {
            progress.windowExceeded = true;
            rebootIfNeeded(progress);
        } else {
            Instant startedAt = agent.now();
            Duration duration = guest.nature().install(patch.get().patch().patchId(), progress.attempt);
            agent.at(startedAt.plus(duration), () -> tried(progress, patch.get(), startedAt));
        }
    }

    private void tried(InstallationProgress progress, CatalogPatch patch, Instant startedAt) {
        GuestDisk disk = guest.disk();
        boolean failed = progress.failingPatch.equals(Optional.of(patch.patch().patchId()));
        progress.done.add(new PatchResult(
                patch.patch(), failed ? PatchInstallationState.FAILED : PatchInstallationState.INSTALLED));
        if (!failed) {
            disk.levels.put(patch.family(), patch.publishedAt());
            disk.rebootPending |= needsReboot(patch);
        }
        guest.save();
        guest.journal(
                failed ? GuestEvent.PATCH_FAILED : GuestEvent.PATCH_INSTALLED,
                Optional.of(progress.activityId()),
                Optional.of(patch),
                Optional.of("started " + startedAt + ", published " + patch.publishedAt()));
        if (guest.nature().fallsSilent() && guest.nature().fallsSilentWhileInstalling()) {
            guest.fallSilent();
        }
        reportProgress(progress);
        next(progress);
    }

    private void rebootIfNeeded(InstallationProgress progress) {
        RebootSetting setting = progress.goal.rebootSetting();
        boolean needed = guest.disk().rebootPending || setting == RebootSetting.ALWAYS;
        if (needed && setting != RebootSetting.NEVER && remaining(progress).compareTo(TO_REBOOT) >= 0) {
            progress.phase = Phase.REBOOTING;
            progress.rebootStatus = RebootStatus.STARTED;
            guest.save();
            send(progress, guest.disk().nextSequence(progress.activityId()), receipt -> {});
            guest.reboot();
        } else {
            progress.rebootStatus = needed ? RebootStatus.REQUIRED : RebootStatus.NOT_NEEDED;
            end(progress);
        }
    }

    private void end(InstallationProgress progress) {
        Selection selection = selection(progress);
        boolean anyLeft = selection.selected().stream()
                .anyMatch(patch -> !progress.tried(patch.patch().patchId()));
        boolean rebootMissed =
                progress.rebootStatus == RebootStatus.REQUIRED && progress.goal.rebootSetting() != RebootSetting.NEVER;
        if (progress.error.isEmpty()) {
            progress.error = progress.failingPatch
                    .filter(progress::tried)
                    .map(patchId -> new WireError(
                            "PatchInstallationFailed",
                            "Patch " + patchId + " failed; it is tried again by the next installation."));
        }
        if (progress.error.isPresent()) {
            progress.status = PatchOperationStatus.FAILED;
        } else if (anyLeft || rebootMissed) {
            progress.status = PatchOperationStatus.COMPLETED_WITH_WARNINGS;
        } else {
            progress.status = PatchOperationStatus.SUCCEEDED;
        }
        progress.phase = Phase.ENDED;
        guest.save();
        journal(GuestEvent.INSTALLATION_ENDED, progress, Optional.of(progress.status.toString()));
        reportEnd(progress);
    }

    private void reportEnd(InstallationProgress progress) {
        long sequence = guest.disk().nextSequence(progress.activityId());
        guest.save();
        send(progress, sequence, receipt -> {
            if (progress.attempt > 0) {
                guest.disk().awaitingHealth = Optional.of(progress.activityId());
            }
            forget(progress);
            agent.heartbeats().soon();
        });
    }

    private void forget(InstallationProgress progress) {
        guest.disk().installation = Optional.empty();
        guest.disk().end(progress.activityId());
        guest.save();
        stopRequested = false;
        agent.reconsider();
    }

    private void reportProgress(InstallationProgress progress) {
        Instant now = guest.world().clock().realNow();
        if (lastReport.plus(BETWEEN_PROGRESS_REPORTS).isAfter(now)) {
            return;
        }
        long sequence = guest.disk().nextSequence(progress.activityId());
        guest.save();
        send(progress, sequence, receipt -> stopRequested |= !receipt.proceed() && progress.phase == Phase.INSTALLING);
    }

    private void send(InstallationProgress progress, long sequence, Consumer<ReportReceipt> answered) {
        lastReport = guest.world().clock().realNow();
        List<PatchResult> results = progress.phase == Phase.ASKING || progress.attempt == 0
                ? List.of()
                : selection(progress).results(progress);
        agent.reports()
                .send(
                        "installation",
                        new InstallationReport(
                                progress.activityId(),
                                sequence,
                                progress.status,
                                progress.startedAt,
                                agent.now(),
                                results,
                                progress.rebootStatus,
                                progress.windowExceeded,
                                agent.bootId(),
                                progress.error),
                        answered);
    }

    private Selection selection(InstallationProgress progress) {
        return Selection.of(guest, progress);
    }

    private boolean needsReboot(CatalogPatch patch) {
        RebootBehavior behavior = patch.patch().rebootBehavior();
        return behavior == RebootBehavior.ALWAYS_REQUIRES_REBOOT
                || behavior == RebootBehavior.CAN_REQUEST_REBOOT
                        && guest.nature().requestsReboot(patch.patch().patchId());
    }

    private boolean isPastNotAfter(InstallationProgress progress) {
        return !agent.now().isBefore(progress.goal.notAfter());
    }

    private Duration remaining(InstallationProgress progress) {
        return Duration.between(agent.now(), progress.goal.notAfter());
    }

    private static WireError expired(InstallationProgress progress) {
        return new WireError(
                "OrderExpired",
                "The guest refuses the order after its not-after time " + progress.goal.notAfter()
                        + "; it is tried again in the next window.");
    }

    private void journal(GuestEvent event, InstallationProgress progress, Optional<String> detail) {
        guest.journal(event, Optional.of(progress.activityId()), Optional.empty(), detail);
    }
}
