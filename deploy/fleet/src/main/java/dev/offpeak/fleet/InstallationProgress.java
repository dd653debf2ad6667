package dev.offpeak.fleet;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PatchResult;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.InstallationGoal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How far one installation is, as the guest keeps it on its disk. Mutable; belongs to the event loop. */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class InstallationProgress {
    /** Where it is. */
    enum Phase {
        /** Asked leave to start, no answer yet. */
        ASKING,
        INSTALLING,
        REBOOTING,
        /** Over; its last report may still be on its way. */
        ENDED
    }

    InstallationGoal goal;
    Phase phase = Phase.ASKING;
    /** Platform time. */
    Instant startedAt;

    int attempt;
    /** The patch that fails in this attempt; empty when none does. */
    Optional<String> failingPatch = Optional.empty();
    /** What was tried so far. */
    List<PatchResult> done = new ArrayList<>();

    RebootStatus rebootStatus = RebootStatus.NOT_NEEDED;
    boolean windowExceeded;
    PatchOperationStatus status = PatchOperationStatus.IN_PROGRESS;
    Optional<WireError> error = Optional.empty();

    static InstallationProgress of(InstallationGoal goal, Instant at) {
        InstallationProgress progress = new InstallationProgress();
        progress.goal = goal;
        progress.startedAt = at;
        return progress;
    }

    String activityId() {
        return goal.activityId();
    }

    boolean tried(String patchId) {
        return done.stream().anyMatch(result -> result.patch().patchId().equals(patchId));
    }
}
