package dev.offpeak.simulation.world;

import dev.offpeak.contracts.message.InstallPatches;
import dev.offpeak.orchestrator.conductor.Replica;
import dev.offpeak.orchestrator.store.Ports;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.simulation.memory.Breach;
import dev.offpeak.simulation.memory.MemoryDatabase;
import dev.offpeak.time.OffPeakHours;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The orchestrator's own planner and conductor in two replicas over one database in memory, and around them a modelled compute,
 * guests, a bus, operators and misfortunes; everything from one seed, on one thread, in virtual time.
 */
public final class World {
    static final Replica.Patience PATIENCE = new Replica.Patience(Duration.ofMinutes(2), Duration.ofMinutes(3));

    private static final Duration TICK = Duration.ofMinutes(50);
    private static final Duration TICK_ALONE = Duration.ofMinutes(10);
    private static final int REPLICAS = 2;

    private final long seed;
    private final boolean drivenByEvents;
    private final RegionCatalog regions = RegionCatalog.builtIn();
    private final Timeline timeline;
    private final Faults faults;
    private final MemoryDatabase database;
    private final Ports ports;
    private final Bus bus;
    private final Compute compute;
    private final List<Process> processes = new ArrayList<>();
    private final List<String> begunTwice = new ArrayList<>();
    private final Operators operators;
    private Instant nextDue = Instant.MAX;

    /**
     * How a world is.
     *
     * @param seed of everything in it
     * @param faulty whether anything goes wrong in it
     * @param drivenByEvents whether replicas look when something happens; else they only tick
     * @param breach of a rule, which must be found; empty where the store keeps them all
     */
    public record Kind(long seed, boolean faulty, boolean drivenByEvents, Optional<Breach> breach) {
        /** Everything that can go wrong does. */
        public static Kind faulty(long seed) {
            return new Kind(seed, true, true, Optional.empty());
        }

        /** Everything that can go wrong does, and the store breaks a rule. */
        public static Kind breached(long seed, Breach breach) {
            return new Kind(seed, true, true, Optional.of(breach));
        }

        /** Nothing goes wrong. */
        public static Kind peaceful(long seed, boolean drivenByEvents) {
            return new Kind(seed, false, drivenByEvents, Optional.empty());
        }
    }

    /** A world at its beginning. */
    public World(Kind kind) {
        seed = kind.seed();
        drivenByEvents = kind.drivenByEvents();
        Fleets fleets = new Fleets(seed, regions);
        timeline = new Timeline(seed, fleets.start());
        faults = new Faults(timeline.random().split(), !kind.faulty());
        database = new MemoryDatabase(regions, timeline::now);
        ports = kind.breach().map(database::ports).orElseGet(database::ports);
        bus = new Bus(this);
        compute = new Compute(this);
        operators = new Operators(this, fleets);
        fleets.subscriptions().forEach(subscription -> compute.register(subscription, true));
        fleets.machines().forEach(compute::add);
        for (int number = 1; number <= REPLICAS; number++) {
            Process process = new Process(this, "replica " + number);
            processes.add(process);
            process.start();
        }
        operators.begin();
    }

    public long seed() {
        return seed;
    }

    public Timeline timeline() {
        return timeline;
    }

    public Faults faults() {
        return faults;
    }

    public MemoryDatabase database() {
        return database;
    }

    public Compute compute() {
        return compute;
    }

    public RegionCatalog regions() {
        return regions;
    }

    /** The off-peak hours that a machine truly has. */
    public OffPeakHours machineHours(String vmId) {
        return compute.machines().get(vmId).hours;
    }

    /** Activities that a guest began a second time (rule S6). */
    public List<String> begunTwice() {
        return begunTwice;
    }

    /** Lets the next event happen. Answers its name. */
    public String step() {
        return timeline.next();
    }

    /** Whether everything there was to do is done: rollouts at their ends, nothing in flight, nothing to send. */
    public boolean isThrough() {
        return faults.healed()
                && operators.isThrough()
                && !database.rollouts().isEmpty()
                && database.rollouts().all().stream()
                        .allMatch(rollout -> rollout.state().isTerminal())
                && database.inFlight().isEmpty()
                && database.outbox().isEmpty();
    }

    /** By when everything must be through. */
    public Instant end() {
        return database.rollouts().all().stream()
                .map(Rollout::deadline)
                .max(Instant::compareTo)
                .orElse(timeline.now().plus(Duration.ofDays(2)))
                .plus(Duration.ofDays(1));
    }

    Ports ports() {
        return ports;
    }

    Bus bus() {
        return bus;
    }

    boolean isDrivenByEvents() {
        return drivenByEvents;
    }

    Duration tick() {
        return drivenByEvents ? TICK : TICK_ALONE;
    }

    /** Whether it is worth an alarm: none as early is set. */
    boolean isNextDue(Instant at) {
        if (!nextDue.isAfter(timeline.now())) {
            nextDue = Instant.MAX;
        }
        boolean earlier = at.isBefore(nextDue);
        nextDue = earlier ? at : nextDue;
        return earlier;
    }

    Optional<Process> anyProcess() {
        List<Process> alive = processes.stream().filter(Process::isAlive).toList();
        return alive.isEmpty()
                ? Optional.empty()
                : Optional.of(alive.get(timeline.random().nextInt(alive.size())));
    }

    UUID newActivity() {
        return new UUID(timeline.random().nextLong(), timeline.random().nextLong());
    }

    /** Something was committed. */
    void committed() {
        bus.wake();
    }

    void begun(Machine machine, InstallPatches order) {
        if (machine.begun().contains(order.activityId())) {
            begunTwice.add("VM " + machine.id() + " began " + order.activityId() + " twice.");
        }
    }
}
