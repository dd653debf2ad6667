package dev.offpeak.orchestrator.conductor;

import dev.offpeak.orchestrator.domain.HoldReason;
import dev.offpeak.orchestrator.store.InterlockStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What dashboards show: orders in flight, and VMs held by reason. */
@ApplicationScoped
class Gauges {
    private final InterlockStore interlocks;
    private final Pool pool;
    private final AtomicLong inFlight = new AtomicLong();
    private final Map<HoldReason, AtomicLong> held = new EnumMap<>(HoldReason.class);

    Gauges(InterlockStore interlocks, Pool pool, MeterRegistry registry) {
        this.interlocks = interlocks;
        this.pool = pool;
        Gauge.builder("offpeak.orders.in.flight", inFlight, AtomicLong::get)
                .description("Orders without both terminal report and health verdict")
                .register(registry);
        for (HoldReason reason : HoldReason.values()) {
            AtomicLong count = new AtomicLong();
            held.put(reason, count);
            Gauge.builder("offpeak.vms.held", count, AtomicLong::get)
                    .description("VMs of rollouts under way that may not be ordered now")
                    .tag("reason", reason.toString())
                    .register(registry);
        }
    }

    Uni<Void> refresh() {
        return interlocks
                .countInFlight(pool)
                .invoke(inFlight::set)
                .chain(() -> interlocks.countHeld(pool))
                .invoke(counts ->
                        held.forEach((reason, count) -> count.set(counts.getOrDefault(reason.toString(), 0L))))
                .replaceWithVoid();
    }
}
