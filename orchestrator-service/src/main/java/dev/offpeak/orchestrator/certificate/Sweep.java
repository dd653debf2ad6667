package dev.offpeak.orchestrator.certificate;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/** Walks over flights in the order of their orders and shows each one those that are still in flight then. */
final class Sweep {
    private static final Comparator<Flight> BY_ORDER =
            Comparator.comparing(Flight::from).thenComparing(Flight::activity);

    private Sweep() {}

    /** What is done on the way. */
    interface Visitor {
        /** A flight begins; the others are those in flight at that moment. */
        void ordered(Flight flight, Set<Flight> others);

        /** A flight that was ordered ends. */
        default void freed(Flight flight) {}
    }

    /**
     * Visits every flight, oldest first. One that ends at the moment of another's order is not in flight any more then; those
     * that end after the last order are not told as freed.
     */
    static void over(List<Flight> flights, Visitor visitor) {
        PriorityQueue<Flight> ends = new PriorityQueue<>(Comparator.comparing(Sweep::end));
        Set<Flight> others = new HashSet<>();
        for (Flight flight : flights.stream().sorted(BY_ORDER).toList()) {
            while (!ends.isEmpty() && !end(ends.peek()).isAfter(flight.from())) {
                Flight ended = ends.poll();
                others.remove(ended);
                visitor.freed(ended);
            }
            visitor.ordered(flight, others);
            ends.add(flight);
            others.add(flight);
        }
    }

    private static Instant end(Flight flight) {
        return flight.to().orElse(Instant.MAX);
    }
}
