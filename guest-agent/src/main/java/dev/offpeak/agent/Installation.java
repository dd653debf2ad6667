package dev.offpeak.agent;

import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PatchResult;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.InstallationGoal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How far one installation is, as the agent's disk has it; each change is written before what follows from it is done. Immutable.
 *
 * @param goal the order
 * @param step where it stands
 * @param startedAt platform time; of the order's arrival until leave was given
 * @param patches everything the machine lacked when it began, with what became of each; empty until that is known
 * @param rebootFrom id of the boot in which a reboot was decided; empty while none was
 * @param rebootStatus so far
 * @param windowExceeded whether patches were left because the time was over
 * @param error why all of it failed; empty when it did not
 */
record Installation(
        InstallationGoal goal,
        InstallationStep step,
        Instant startedAt,
        Optional<List<PatchProgress>> patches,
        Optional<String> rebootFrom,
        RebootStatus rebootStatus,
        boolean windowExceeded,
        Optional<WireError> error) {
    private static final int MOST_NAMED = 5;

    static Installation of(InstallationGoal goal, Instant at) {
        return new Installation(
                goal,
                InstallationStep.ASKING,
                at,
                Optional.empty(),
                Optional.empty(),
                RebootStatus.NOT_NEEDED,
                false,
                Optional.empty());
    }

    String activityId() {
        return goal.activityId();
    }

    /** @throws IllegalStateException when that step may not follow */
    Installation become(InstallationStep next) {
        if (!step.mayBecome(next)) {
            throw new IllegalStateException("installation " + activityId() + " can't go from " + step + " to " + next);
        }
        return new Installation(goal, next, startedAt, patches, rebootFrom, rebootStatus, windowExceeded, error);
    }

    Installation startedAt(Instant at) {
        return new Installation(goal, step, at, patches, rebootFrom, rebootStatus, windowExceeded, error);
    }

    Installation withPatches(List<PatchProgress> now) {
        return new Installation(
                goal, step, startedAt, Optional.of(now), rebootFrom, rebootStatus, windowExceeded, error);
    }

    /** Each patch that the condition holds of is changed, the others stay. */
    Installation withEach(Predicate<PatchProgress> condition, UnaryOperator<PatchProgress> change) {
        return withPatches(all().stream()
                .map(patch -> condition.test(patch) ? change.apply(patch) : patch)
                .toList());
    }

    Installation withReboot(RebootStatus status, Optional<String> from) {
        return new Installation(goal, step, startedAt, patches, from, status, windowExceeded, error);
    }

    /** Time ran out; that counts when patches were left. */
    Installation outOfTime() {
        return new Installation(
                goal,
                step,
                startedAt,
                patches,
                rebootFrom,
                rebootStatus,
                windowExceeded
                        || patches.isEmpty()
                        || !in(PatchInstallationState.PENDING).isEmpty(),
                error);
    }

    /** The first reason stays. */
    Installation failed(String code, String message) {
        return new Installation(
                goal,
                step,
                startedAt,
                patches,
                rebootFrom,
                rebootStatus,
                windowExceeded,
                error.or(() -> Optional.of(new WireError(code, message))));
    }

    /** Empty also while they are not known yet. */
    List<PatchProgress> all() {
        return patches.orElseGet(List::of);
    }

    List<PatchProgress> underWay() {
        return all().stream().filter(PatchProgress::underWay).toList();
    }

    List<PatchProgress> in(PatchInstallationState state) {
        return all().stream().filter(patch -> patch.is(state)).toList();
    }

    /** What must not be changed by anything else that is installed. */
    List<Patch> excluded() {
        return in(PatchInstallationState.EXCLUDED).stream()
                .map(PatchProgress::patch)
                .toList();
    }

    List<PatchResult> results() {
        return all().stream().map(PatchProgress::result).toList();
    }

    /** Why it failed, named by the patches that did where there is no other reason. */
    Optional<WireError> outcomeError() {
        List<PatchProgress> failed = in(PatchInstallationState.FAILED);
        return error.or(() -> failed.isEmpty()
                ? Optional.empty()
                : Optional.of(new WireError(
                        "PatchInstallationFailed",
                        failed.size() + " of " + all().size() + " patches failed, and are tried again by the next"
                                + " installation: "
                                + failed.stream()
                                        .limit(MOST_NAMED)
                                        .map(patch -> patch.patch().patchId() + " ("
                                                + patch.reason().orElse("no reason known") + ")")
                                        .collect(Collectors.joining(", "))
                                + (failed.size() > MOST_NAMED ? ", ..." : "."))));
    }

    /** The status that its last report has. */
    PatchOperationStatus outcome() {
        boolean rebootMissed = rebootStatus == RebootStatus.REQUIRED && goal.rebootSetting() != RebootSetting.NEVER;
        if (outcomeError().isPresent()) {
            return PatchOperationStatus.FAILED;
        }
        return rebootMissed || !in(PatchInstallationState.PENDING).isEmpty() || patches.isEmpty()
                ? PatchOperationStatus.COMPLETED_WITH_WARNINGS
                : PatchOperationStatus.SUCCEEDED;
    }
}
