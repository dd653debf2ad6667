package dev.offpeak.bench;

import java.time.Duration;

/** One kind of request, made as often as a fixed number of connections can. */
interface Load {
    /** For people, and the key in JSON; unique within a bench. */
    String name();

    /**
     * Goes on for that long, then lets what is under way end.
     *
     * @throws BenchFailure when an answer is not the expected one
     */
    Tally run(Duration time);
}
