package dev.offpeak.orchestrator.conductor;

import dev.offpeak.messaging.AtomicWork;
import dev.offpeak.messaging.Tick;
import dev.offpeak.messaging.Ticks;
import dev.offpeak.orchestrator.planner.Outlook;
import dev.offpeak.orchestrator.store.DeadlineStore;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.RolloutStore;
import dev.offpeak.time.PlatformClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Raises the alarm as soon as a rollout is likely to miss its deadline as it goes now, whatever keeps it (rule O8): a closed gate is
 * never opened for the sake of the deadline, so somebody has to know. Told once, by the log, a notice and a gauge; told anew when it had
 * come to hold again.
 */
@ApplicationScoped
class DeadlineWatch {
    private static final Logger LOG = Logger.getLogger(DeadlineWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final RolloutStore rollouts;
    private final DeadlineStore deadlines;
    private final AtomicWork transactions;
    private final Pool pool;
    private final PlatformClock clock;
    private final Ticks ticks;
    private final AtomicInteger atRisk = new AtomicInteger();
    private Tick tick;

    DeadlineWatch(
            RolloutStore rollouts,
            DeadlineStore deadlines,
            AtomicWork transactions,
            Pool pool,
            PlatformClock clock,
            Ticks ticks,
            MeterRegistry registry) {
        this.rollouts = rollouts;
        this.deadlines = deadlines;
        this.transactions = transactions;
        this.pool = pool;
        this.clock = clock;
        this.ticks = ticks;
        Gauge.builder("offpeak.rollouts.deadline.at.risk", atRisk, AtomicInteger::get)
                .description("Rollouts under way that are likely to miss their deadline as they go now")
                .register(registry);
    }

    void start(@Observes StartupEvent started) {
        tick = ticks.every(EVERY, EVERY, "The watch over deadlines", this::watch);
    }

    void stop(@Observes ShutdownEvent stopping) {
        tick.stop();
    }

    private Uni<Void> watch() {
        return rollouts.underWay(pool)
                .onItem()
                .transformToMulti(found -> Multi.createFrom().iterable(found))
                .onItem()
                .transformToUniAndConcatenate(this::judge)
                .filter(holds -> !holds)
                .collect()
                .asList()
                .invoke(missing -> atRisk.set(missing.size()))
                .replaceWithVoid();
    }

    /** Answers whether the deadline holds; that of a rollout without a plan does. */
    private Uni<Boolean> judge(Rollout rollout) {
        if (rollout.forecast().isEmpty()) {
            return Uni.createFrom().item(true);
        }
        return deadlines.progress(pool, rollout.id()).chain(progress -> {
            Instant now = clock.now();
            Outlook outlook = Outlook.of(rollout.forecast().get(), progress.startedAt(), progress.over(), now);
            return outlook.holds()
                    ? deadlines.holdsAgain(pool, rollout.id()).replaceWith(true)
                    : transactions
                            .inTransaction(transaction -> deadlines.atRisk(transaction, rollout, outlook, now))
                            .invoke(noted -> {
                                if (noted) {
                                    LOG.warnf(
                                            "Rollout %s of release %s is likely to miss its deadline %s; it is %s",
                                            rollout.id(), rollout.releaseName(), rollout.deadline(), rollout.state());
                                }
                            })
                            .replaceWith(false);
        });
    }
}
