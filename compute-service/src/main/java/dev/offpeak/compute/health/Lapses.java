package dev.offpeak.compute.health;

import dev.offpeak.compute.work.AgentsConfig;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** Notices agents that fell silent, in real time. After a start it first gives agents one heartbeat's time to be heard again. */
@ApplicationScoped
public class Lapses {
    private final HeartbeatWriter writer;
    private final PlatformClock clock;
    private final Duration lapse;
    private final Instant patientUntil;

    Lapses(HeartbeatWriter writer, AgentsConfig config, PlatformClock clock) {
        this.writer = writer;
        this.clock = clock;
        this.lapse = config.heartbeatLapse().plus(Heartbeats.rewriteAfter(config));
        this.patientUntil = clock.realNow().plus(config.heartbeatInterval());
    }

    /** Takes one round's share; says how many agents are gone. */
    public Uni<Integer> round() {
        return clock.realNow().isBefore(patientUntil) ? Uni.createFrom().item(0) : writer.lapse(lapse.toMillis());
    }
}
