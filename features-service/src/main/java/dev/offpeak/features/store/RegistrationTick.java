package dev.offpeak.features.store;

import dev.offpeak.features.FeaturesSettings;
import dev.offpeak.messaging.Ticks;
import dev.offpeak.messaging.Transactions;
import dev.offpeak.time.PlatformClock;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;

/**
 * Lets registrations go on when their time has come, and tells the others. What is due is written down, so that a restart loses
 * nothing; replicas share the work through the database.
 */
@ApplicationScoped
public class RegistrationTick {
    /** Rows per transaction: short locks, and more than ever fall due at once in one tick. */
    private static final int MOST = 500;

    private final Transactions transactions;
    private final PlatformClock clock;
    private final Ticks ticks;
    private final FeaturesSettings settings;

    @Inject
    RegistrationTick(Transactions transactions, PlatformClock clock, Ticks ticks, FeaturesSettings settings) {
        this.transactions = transactions;
        this.clock = clock;
        this.ticks = ticks;
        this.settings = settings;
    }

    void start(@Observes StartupEvent started) {
        ticks.every(settings.tick(), "feature registrations", this::settle);
    }

    Uni<Void> settle() {
        Instant now = clock.now();
        return transactions.inTransaction(transaction -> DueRegistrations.settle(transaction.connection(), now, MOST)
                .chain(settled -> transaction.send(settled.stream()
                        .map(registration -> registration.event(now))
                        .toList())));
    }
}
