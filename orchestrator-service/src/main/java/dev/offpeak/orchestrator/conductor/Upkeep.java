package dev.offpeak.orchestrator.conductor;

import dev.offpeak.messaging.AtomicWork;
import dev.offpeak.orchestrator.store.Holds;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** What looks need around them: the pairs in the database before the first one, and now and then the ends of orders and holds. */
@ApplicationScoped
class Upkeep {
    private static final Logger LOG = Logger.getLogger(Upkeep.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final AtomicWork transactions;
    private final Holds interlocks;
    private final Reports reports;
    private final RegionCatalog regions;
    private final PlatformClock clock;
    private final Duration holdGrace;
    private volatile boolean pairsStored;
    private volatile Instant pairsTriedAt = Instant.MIN;
    private volatile Instant doneAt = Instant.MIN;

    Upkeep(
            AtomicWork transactions,
            Holds interlocks,
            Reports reports,
            RegionCatalog regions,
            PlatformClock clock,
            @ConfigProperty(name = "offpeak.orders.hold-grace", defaultValue = "PT3M") Duration holdGrace) {
        this.transactions = transactions;
        this.interlocks = interlocks;
        this.reports = reports;
        this.regions = regions;
        this.clock = clock;
        this.holdGrace = holdGrace;
    }

    /** Whether looking is safe: the database must know the pairs of this replica's catalogue before it orders anything. */
    Uni<Boolean> beforeLook() {
        if (pairsStored) {
            return Uni.createFrom().item(true);
        }
        Instant realNow = clock.realNow();
        if (realNow.isBefore(pairsTriedAt.plus(EVERY))) {
            return Uni.createFrom().item(false);
        }
        pairsTriedAt = realNow;
        return transactions
                .inTransaction(transaction -> interlocks.storePairs(transaction, regions.pairs()))
                .map(stored -> {
                    pairsStored = true;
                    return true;
                })
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf(
                            "The region pairs can't be stored yet, so nothing is ordered: %s. They can once their regions have no order in flight",
                            failure.getMessage());
                    return false;
                });
    }

    /** About once a second (real): ends silent orders, lifts holds that good health has outlived. Answers whether it was time to. */
    Uni<Boolean> afterLook() {
        Instant realNow = clock.realNow();
        if (realNow.isBefore(doneAt.plus(EVERY))) {
            return Uni.createFrom().item(false);
        }
        doneAt = realNow;
        return reports.endSilentOrders()
                .chain(() ->
                        transactions.inTransaction(transaction -> interlocks.liftOutlivedHolds(transaction, holdGrace)))
                .replaceWith(true);
    }
}
