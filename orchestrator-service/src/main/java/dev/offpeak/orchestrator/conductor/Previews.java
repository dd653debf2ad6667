package dev.offpeak.orchestrator.conductor;

import dev.offpeak.messaging.Transactions;
import dev.offpeak.orchestrator.planner.FleetSnapshot;
import dev.offpeak.orchestrator.planner.PlanCertificate;
import dev.offpeak.orchestrator.planner.RolloutPlan;
import dev.offpeak.orchestrator.planner.RolloutPlanner;
import dev.offpeak.orchestrator.store.PlanStore;
import dev.offpeak.orchestrator.store.Release;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What would come of a release: the plan that the conductor would make for the fleet as it is now, checked by the same verifier.
 * Nothing is stored. One at a time in this process, because a large fleet takes a good part of its memory; and beside the event
 * loop, because it takes seconds.
 */
@ApplicationScoped
public class Previews {
    private final Transactions transactions;
    private final PlanStore plans;
    private final RegionCatalog regions;
    private final PlatformClock clock;
    private final Vertx vertx;
    private final AtomicBoolean busy = new AtomicBoolean();

    Previews(Transactions transactions, PlanStore plans, RegionCatalog regions, PlatformClock clock, Vertx vertx) {
        this.transactions = transactions;
        this.plans = plans;
        this.regions = regions;
        this.clock = clock;
        this.vertx = vertx;
    }

    /**
     * A plan that nobody carries out.
     *
     * @param at platform time of the fleet that it is for
     * @param startsAt platform time at which its first phase might start
     * @param vms how many VMs it patches
     */
    public record Preview(Instant at, Instant startsAt, int vms, RolloutPlan plan) {}

    /**
     * The plan for a release that is not published, and need never be; empty while another preview is under way here.
     *
     * @throws IllegalStateException in the Uni, when the plan breaks a rule
     */
    public Uni<Optional<Preview>> of(Release release) {
        return Uni.createFrom()
                .deferred(() -> busy.compareAndSet(false, true)
                        ? make(release).map(Optional::of).eventually(() -> busy.set(false))
                        : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Preview> make(Release release) {
        return transactions
                .inTransaction(transaction -> plans.fleet(transaction))
                .chain(fleet -> vertx.executeBlocking(() -> plan(release, fleet)));
    }

    private Preview plan(Release release, FleetSnapshot fleet) {
        Instant now = clock.now();
        Instant start = release.publishedAt().isAfter(now) ? release.publishedAt() : now;
        RolloutPlan plan =
                RolloutPlanner.plan(fleet, regions, release.policy(), release.seed(), start, release.deadline());
        PlanCertificate certificate = PlanCertificate.of(plan, fleet, regions, release.policy());
        if (!certificate.isSound()) {
            throw new IllegalStateException("The previewed plan breaks rules: " + certificate.violations());
        }
        return new Preview(now, start, fleet.size(), plan);
    }
}
