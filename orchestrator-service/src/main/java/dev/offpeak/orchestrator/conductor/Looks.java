package dev.offpeak.orchestrator.conductor;

import dev.offpeak.messaging.AtomicWork;
import dev.offpeak.messaging.Tick;
import dev.offpeak.messaging.Ticks;
import dev.offpeak.orchestrator.store.TouchStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * When to look: soon after an event that this replica took, and every tick (real time), for what other replicas took and for what
 * time alone brings. Each rollout has a loop of its own, so that none waits in line behind another one's orders.
 */
@ApplicationScoped
class Looks {
    /** From one look to the next, at least, also when reports pour in: what comes meanwhile is looked at together. */
    private static final Duration DISTANCE = Duration.ofMillis(100);

    /** A million VMs are planned in one look, however busy the machine is. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Ticks ticks;
    private final Conductor conductor;
    private final Stillness stillness;
    private final Upkeep upkeep;
    private final Gauges gauges;
    private final TouchStore touches;
    private final AtomicWork transactions;
    private final Wake wake;
    private final Duration every;
    private final Timer timer;
    private final Map<String, Tick> byRollout = new ConcurrentHashMap<>();
    private Tick tick;

    Looks(
            Ticks ticks,
            Conductor conductor,
            Stillness stillness,
            Upkeep upkeep,
            Gauges gauges,
            TouchStore touches,
            AtomicWork transactions,
            Wake wake,
            MeterRegistry registry,
            @ConfigProperty(name = "offpeak.conductor.tick", defaultValue = "PT0.2S") Duration every) {
        this.ticks = ticks;
        this.conductor = conductor;
        this.stillness = stillness;
        this.upkeep = upkeep;
        this.gauges = gauges;
        this.touches = touches;
        this.transactions = transactions;
        this.wake = wake;
        this.every = every;
        this.timer = Timer.builder("offpeak.look")
                .description("One look of this replica's conductor at one rollout")
                .register(registry);
    }

    void start(@Observes StartupEvent started) {
        tick = ticks.every(every, DISTANCE, "The conductor's watch", this::watch);
        wake.listen(this::wakeAll);
    }

    void stop(@Observes ShutdownEvent stopping) {
        tick.stop();
        byRollout.values().forEach(Tick::stop);
    }

    private void wakeAll() {
        tick.wake();
        byRollout.values().forEach(Tick::wake);
    }

    /** Sees that each rollout under way has its loop, and no other one has. */
    private Uni<Void> watch() {
        return upkeep.beforeLook()
                .chain(ready -> ready
                        ? conductor.underWay().invoke(this::loopFor)
                        : Uni.createFrom().voidItem())
                .chain(upkeep::afterLook)
                .chain(kept -> kept ? tidy() : Uni.createFrom().voidItem());
    }

    private Uni<Void> tidy() {
        return transactions.inTransaction(touches::tidy).chain(gauges::refresh);
    }

    private void loopFor(Collection<String> rollouts) {
        byRollout.entrySet().removeIf(loop -> {
            boolean over = !rollouts.contains(loop.getKey());
            if (over) {
                loop.getValue().stop();
                stillness.forget(loop.getKey());
            }
            return over;
        });
        for (String rollout : rollouts) {
            byRollout.computeIfAbsent(rollout, id -> {
                Tick loop = ticks.every(every, DISTANCE, LONGEST, "The look at rollout " + id, () -> look(id));
                loop.wake();
                return loop;
            });
        }
    }

    private Uni<Void> look(String rollout) {
        Timer.Sample begun = Timer.start();
        return stillness
                .look(rollout, () -> conductor.nextDue(rollout), () -> conductor.look(rollout))
                .invoke(() -> begun.stop(timer));
    }
}
