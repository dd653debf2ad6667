package dev.offpeak.simulation;

import dev.offpeak.simulation.rules.Liveness;
import dev.offpeak.simulation.rules.Safety;
import dev.offpeak.simulation.world.Fault;
import dev.offpeak.simulation.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One seed's world from its beginning to its end.
 *
 * @param broken rules, a sentence each that begins with the rule; empty when all were kept
 * @param lastEvents before the first broken one, oldest first
 * @param outcomes how far each VM came in each rollout
 * @param hash of all events: the same for every run of the seed
 */
public record Run(
        long seed,
        long events,
        Duration simulated,
        Map<Fault, Long> faults,
        List<String> broken,
        List<String> lastEvents,
        Map<String, String> outcomes,
        long hash) {
    private static final int EVENTS_SHOWN = 30;

    /** Runs a world until it is through, a rule is broken, or its time is up. */
    public static Run of(World.Kind kind) {
        World world = new World(kind);
        Safety safety = new Safety(world);
        Deque<String> last = new ArrayDeque<>();
        Instant start = world.timeline().now();
        List<String> broken = List.of();
        while (broken.isEmpty() && !world.isThrough() && world.timeline().now().isBefore(world.end())) {
            String event = world.step();
            last.add(world.timeline().now() + " " + event);
            if (last.size() > EVENTS_SHOWN) {
                last.poll();
            }
            broken = safety.afterEvent();
        }
        if (broken.isEmpty()) {
            broken = safety.inTheEnd();
        }
        if (broken.isEmpty()) {
            broken = Liveness.broken(world);
        }
        Map<String, String> outcomes = new LinkedHashMap<>();
        world.database()
                .assignments()
                .entries()
                .forEach((key, row) -> outcomes.put(key, row.state().toString()));
        return new Run(
                kind.seed(),
                world.timeline().happened(),
                Duration.between(start, world.timeline().now()),
                world.faults().struck(),
                broken,
                List.copyOf(last),
                outcomes,
                world.timeline().hash());
    }
}
