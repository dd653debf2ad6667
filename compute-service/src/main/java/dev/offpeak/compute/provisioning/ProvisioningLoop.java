package dev.offpeak.compute.provisioning;

import dev.offpeak.compute.store.PendingSteps;
import dev.offpeak.messaging.Tick;
import dev.offpeak.messaging.Ticks;
import dev.offpeak.messaging.Transactions;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Takes {@link Provisioning}'s rounds: at once when a request of this replica left something to do, and every so often for what
 * another replica left behind.
 */
@ApplicationScoped
public class ProvisioningLoop {
    /** Callers ask an operation's status a second later at the soonest; meanwhile, what many requests began is ended together. */
    private static final Duration DISTANCE = Duration.ofMillis(20);

    private final Provisioning provisioning;
    private final PendingSteps steps;
    private final Pool pool;
    private final Transactions transactions;
    private final Ticks ticks;
    private final Duration every;
    private Tick tick;

    ProvisioningLoop(
            Provisioning provisioning,
            PendingSteps steps,
            Pool pool,
            Transactions transactions,
            Ticks ticks,
            @ConfigProperty(name = "offpeak.provisioning.every", defaultValue = "0.25s") Duration every) {
        this.provisioning = provisioning;
        this.steps = steps;
        this.pool = pool;
        this.transactions = transactions;
        this.ticks = ticks;
        this.every = every;
    }

    void start(@Observes StartupEvent event) {
        tick = ticks.every(every, DISTANCE, "Provisioning", this::round);
    }

    /** Takes a round now; to be called after the transaction that left something to do. */
    public void wake() {
        tick.wake();
    }

    /** One kind after the other, each in a transaction of its own; another round follows as long as there was something to do. */
    private Uni<Void> round() {
        return steps.kinds(pool)
                .flatMap(kinds -> Multi.createFrom()
                        .items(Stream.of(PendingSteps.Kind.values()).filter(kinds::contains))
                        .onItem()
                        .transformToUniAndConcatenate(
                                kind -> transactions.inTransaction(tx -> provisioning.step(tx, kind)))
                        .collect()
                        .asList())
                .invoke(done -> {
                    if (done.contains(true)) {
                        wake();
                    }
                })
                .replaceWithVoid();
    }
}
