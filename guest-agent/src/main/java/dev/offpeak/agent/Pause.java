package dev.offpeak.agent;

import dev.offpeak.agent.ComputeConnection.CallFailed;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long one loop waits after failures: doubling in real time with jitter, at least what the server asked for. */
final class Pause {
    private static final long FIRST_MILLIS = 200;
    private static final int DOUBLINGS = 8;
    private static final int JITTER_MILLIS = 100;

    private int failures;

    void succeeded() {
        failures = 0;
    }

    /** Counts the failure. */
    Duration after(CallFailed failure) {
        long most = FIRST_MILLIS << Math.min(failures, DOUBLINGS);
        failures++;
        Duration wait = Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
        return failure.retryAfter().compareTo(wait) > 0 ? failure.retryAfter().plus(wait) : wait;
    }

    /** Between two long polls, so that many agents do not come back at once. */
    static Duration jitter() {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(JITTER_MILLIS));
    }
}
