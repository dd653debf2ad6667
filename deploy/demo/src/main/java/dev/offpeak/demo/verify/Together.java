package dev.offpeak.demo.verify;

import java.time.Instant;
import java.util.List;

/** Counts what is in flight at an instant. The number can only grow when somebody begins, so those instants are enough. */
final class Together {
    private Together() {}

    /** How many VMs. */
    static long at(Instant instant, List<Attempt> attempts) {
        return attempts.stream()
                .filter(attempt -> !attempt.received().isAfter(instant)
                        && attempt.released().isAfter(instant))
                .map(attempt -> attempt.vm().vmId())
                .distinct()
                .count();
    }
}
