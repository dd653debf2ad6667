package dev.offpeak.fleet;

import java.time.Duration;
import java.time.Instant;

/** Runs things later on the fleet's one event loop. Replaced by hand-moved time in tests. */
interface Timer {
    /** At that platform time, whatever the clock's rate becomes until then; at once when it is past. */
    Task at(Instant platform, Runnable action);

    /** After that much real time. */
    Task after(Duration real, Runnable action);

    /** Something that is due later. */
    interface Task {
        /** Does nothing when it ran already. */
        void cancel();
    }
}
