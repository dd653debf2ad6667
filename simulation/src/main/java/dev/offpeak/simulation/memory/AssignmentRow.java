package dev.offpeak.simulation.memory;

import dev.offpeak.orchestrator.domain.VmProgress;
import dev.offpeak.orchestrator.planner.Assignment;
import dev.offpeak.orchestrator.store.NewHold;
import java.time.Instant;
import java.util.Optional;

/** How one VM stands in one rollout. */
public record AssignmentRow(
        String rolloutId,
        Assignment slot,
        VmProgress state,
        int attempts,
        Optional<String> lastActivity,
        Optional<Instant> lastOrderedAt,
        Optional<String> lastError,
        int refusals,
        Optional<Instant> realRefusedAt,
        Optional<NewHold> hold,
        Optional<Instant> waitingSince) {

    static String key(String rolloutId, String vmId) {
        return rolloutId + "/" + vmId;
    }

    String key() {
        return key(rolloutId, slot.vm().value());
    }

    AssignmentRow state(VmProgress next) {
        return new AssignmentRow(
                rolloutId,
                slot,
                next,
                attempts,
                lastActivity,
                lastOrderedAt,
                lastError,
                refusals,
                realRefusedAt,
                hold,
                waitingSince);
    }

    AssignmentRow hold(NewHold next) {
        return new AssignmentRow(
                rolloutId,
                slot,
                state,
                attempts,
                lastActivity,
                lastOrderedAt,
                lastError,
                refusals,
                realRefusedAt,
                Optional.of(next),
                waitingSince);
    }

    AssignmentRow waitingSince(Optional<Instant> next) {
        return new AssignmentRow(
                rolloutId,
                slot,
                state,
                attempts,
                lastActivity,
                lastOrderedAt,
                lastError,
                refusals,
                realRefusedAt,
                hold,
                next);
    }

    AssignmentRow ordered(String activityId, Instant at) {
        return new AssignmentRow(
                rolloutId,
                slot,
                VmProgress.IN_FLIGHT,
                attempts + 1,
                Optional.of(activityId),
                Optional.of(at),
                lastError,
                refusals,
                realRefusedAt,
                Optional.empty(),
                Optional.empty());
    }

    /** The order came to that. */
    AssignmentRow ended(VmProgress next, Optional<String> error) {
        return new AssignmentRow(
                rolloutId,
                slot,
                next,
                attempts,
                lastActivity,
                lastOrderedAt,
                error,
                0,
                Optional.empty(),
                hold,
                waitingSince);
    }

    /** The order was refused: as if it had never been, but that it came. */
    AssignmentRow refused(Optional<Instant> orderedBefore, Optional<String> error, Instant realNow) {
        return new AssignmentRow(
                rolloutId,
                slot,
                VmProgress.WAITING,
                attempts - 1,
                lastActivity,
                orderedBefore,
                error,
                refusals + 1,
                Optional.of(realNow),
                hold,
                waitingSince);
    }
}
