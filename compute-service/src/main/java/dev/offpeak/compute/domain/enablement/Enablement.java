package dev.offpeak.compute.domain.enablement;

import java.time.Instant;
import java.util.Optional;

/**
 * The enablement of one VM.
 *
 * @param state where it stands
 * @param activityId of the step the guest was asked for; present exactly while {@link EnablementState#asksGuest()}
 * @param notAfter platform time, the end of the window the step was given in, or an earlier one it got since; present exactly with activityId
 * @param sequence of the guest's last report on that step; 0 before the first
 * @param retryAt platform time before which a failed step is not tried again; empty after anything else
 * @param steps how many times the guest was asked for the extension so far
 * @param dueAt platform time at which to look again; empty when only an event can move it
 */
public record Enablement(
        EnablementState state,
        Optional<String> activityId,
        Optional<Instant> notAfter,
        long sequence,
        Optional<Instant> retryAt,
        int steps,
        Optional<Instant> dueAt) {

    /** Of a VM whose mode has just become AutomaticByPlatform: to be looked at now. */
    public static Enablement begun(Instant now) {
        return new Enablement(
                EnablementState.WAITING, Optional.empty(), Optional.empty(), 0, Optional.empty(), 0, Optional.of(now));
    }

    /**
     * In another state, with no step asked of the guest.
     *
     * @throws IllegalStateException when the state machine has no such move
     */
    Enablement become(EnablementState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("enablement can't go from " + state + " to " + next);
        }
        return new Enablement(next, Optional.empty(), Optional.empty(), 0, Optional.empty(), steps, Optional.empty());
    }

    /** The guest is asked for the extension, until then. */
    Enablement ask(EnablementState next, String newActivityId, Instant until) {
        Enablement asked = become(next);
        return new Enablement(
                asked.state,
                Optional.of(newActivityId),
                Optional.of(until),
                0,
                Optional.empty(),
                steps + 1,
                Optional.of(until));
    }

    Enablement retryingAt(Instant at) {
        return new Enablement(state, activityId, notAfter, sequence, Optional.of(at), steps, Optional.of(at));
    }

    Enablement dueAt(Optional<Instant> at) {
        return new Enablement(state, activityId, notAfter, sequence, retryAt, steps, at);
    }

    /** The step that was asked for may last until then. */
    Enablement until(Instant at) {
        return new Enablement(state, activityId, Optional.of(at), sequence, retryAt, steps, Optional.of(at));
    }

    Enablement heard(long newSequence) {
        return new Enablement(state, activityId, notAfter, newSequence, retryAt, steps, dueAt);
    }
}
