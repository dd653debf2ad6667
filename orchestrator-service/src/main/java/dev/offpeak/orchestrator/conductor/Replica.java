package dev.offpeak.orchestrator.conductor;

import dev.offpeak.messaging.AtomicWork;
import dev.offpeak.orchestrator.store.Ports;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.time.PlatformClock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * One replica, put together by hand over given ports: what the service's container does by itself, for the simulation.
 *
 * @param round to be gone at every tick and after every event
 * @param intake for the messages of the others
 * @param control what people do with rollouts
 * @param stop what they do with all of them
 */
public record Replica(Round round, Conductor conductor, Intake intake, RolloutControl control, EmergencyStop stop) {
    /**
     * How long is waited for others, in real time.
     *
     * @param silenceMargin for compute's own verdict, after everything should have come in (rule O7)
     * @param holdGrace until a VM that never lost its health is believed to have kept it
     */
    public record Patience(Duration silenceMargin, Duration holdGrace) {}

    /**
     * A replica that has just started.
     *
     * @param ids of the installations to come; each is new
     * @param wake what is done when this replica should look again at once
     */
    public static Replica over(
            Ports ports,
            AtomicWork work,
            RegionCatalog regions,
            PlatformClock clock,
            Patience patience,
            Supplier<UUID> ids,
            Runnable wake) {
        Moves moves = new Moves(ports.rollouts(), ports.plans(), ports.evidence());
        AuditLog audit = new AuditLog(ports.audit(), clock);
        Wake waker = new Wake();
        waker.listen(wake);
        Reports reports = new Reports(
                ports.installations(),
                ports.fleet(),
                ports.dispatches(),
                ports.notices(),
                work,
                clock,
                patience.silenceMargin());
        Conductor conductor = new Conductor(
                work,
                ports.stops(),
                ports.rollouts(),
                ports.dispatches(),
                ports.waiters(),
                new Planning(ports.plans(), ports.dispatches(), ports.evidence(), regions),
                new Situations(ports.plans(), ports.dispatches(), ports.waiters(), regions),
                new Orders(
                        work,
                        ports.rollouts(),
                        ports.dispatches(),
                        ports.installations(),
                        ports.waiters(),
                        ports.exclusions(),
                        ports.notices(),
                        clock,
                        ids),
                moves,
                clock);
        Upkeep upkeep = new Upkeep(work, ports.holds(), reports, regions, clock, patience.holdGrace());
        return new Replica(
                new Round(upkeep, conductor),
                conductor,
                new Intake(ports.fleet(), reports),
                new RolloutControl(
                        work,
                        ports.rollouts(),
                        ports.plans(),
                        ports.dispatches(),
                        ports.holds(),
                        moves,
                        audit,
                        clock,
                        waker),
                new EmergencyStop(work, ports.stops(), ports.rollouts(), audit, clock, waker));
    }
}
