package dev.offpeak.fleet;

import dev.offpeak.fleet.Compute.CallFailed;
import java.time.Duration;
import java.util.SplittableRandom;

/** How long to wait before the next try: doubling in real time with jitter, at least what the server asked for. */
final class Backoff {
    private static final long FIRST_MILLIS = 50;
    private static final int DOUBLINGS = 5;
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(5);

    private final SplittableRandom random;
    private int failures;

    Backoff(SplittableRandom random) {
        this.random = random;
    }

    void succeeded() {
        failures = 0;
    }

    /** Counts the failure. */
    Duration failed(Throwable failure) {
        long most = FIRST_MILLIS << Math.min(failures, DOUBLINGS);
        failures++;
        Duration wait = Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
        if (failure instanceof CallFailed call) {
            Duration asked = call.isFinal() ? AFTER_REFUSAL : call.retryAfter();
            return asked.compareTo(wait) > 0 ? asked.plus(wait) : wait;
        }
        return wait;
    }
}
