package dev.offpeak.simulation.world;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Virtual time: what is to happen, in the order of its time, then of its scheduling. One thread, one seed. */
public final class Timeline {
    private record Event(Instant at, long number, String name, Runnable what) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::number));
    private final SplittableRandom random;
    private Instant now;
    private long scheduled;
    private long happened;
    private long hash = 17;

    Timeline(long seed, Instant start) {
        random = new SplittableRandom(seed);
        now = start;
    }

    public Instant now() {
        return now;
    }

    /** How many events there were. */
    public long happened() {
        return happened;
    }

    /** Of every event so far, its time and name: equal seeds give equal ones. */
    public long hash() {
        return hash;
    }

    SplittableRandom random() {
        return random;
    }

    void after(Duration delay, String name, Runnable what) {
        at(now.plus(delay), name, what);
    }

    void at(Instant when, String name, Runnable what) {
        events.add(new Event(when.isBefore(now) ? now : when, scheduled++, name, what));
    }

    /** A time up to that long, at least a millisecond. */
    Duration upTo(Duration longest) {
        return Duration.ofMillis(1 + random.nextLong(longest.toMillis()));
    }

    /** Lets the next event happen. Answers its name. */
    String next() {
        Event event = events.poll();
        now = event.at();
        happened++;
        hash = 31 * (31 * hash + event.at().toEpochMilli()) + event.name().hashCode();
        event.what().run();
        return event.name();
    }

    boolean isEmpty() {
        return events.isEmpty();
    }
}
