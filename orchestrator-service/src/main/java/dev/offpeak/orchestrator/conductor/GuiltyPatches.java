package dev.offpeak.orchestrator.conductor;

import dev.offpeak.messaging.AtomicWork;
import dev.offpeak.messaging.Tick;
import dev.offpeak.messaging.Ticks;
import dev.offpeak.orchestrator.domain.HaltEvidence;
import dev.offpeak.orchestrator.domain.Suspect;
import dev.offpeak.orchestrator.store.EvidenceStore;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.RolloutStore;
import dev.offpeak.orchestrator.store.StopStore;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Looks at rollouts that halted under a policy that lets the platform withdraw a guilty patch. Level-triggered, and by the evidence
 * of the moment rather than that of the halt: a gate closes at the first failure too many, and the reports that tell the culprit
 * come after it. While everything is stopped nothing is withdrawn.
 */
@ApplicationScoped
class GuiltyPatches {
    private static final Logger LOG = Logger.getLogger(GuiltyPatches.class);

    private final RolloutStore rollouts;
    private final EvidenceStore evidence;
    private final StopStore stops;
    private final RolloutControl control;
    private final Pool pool;
    private final AtomicWork transactions;
    private final Ticks ticks;
    private final Duration every;
    private Tick tick;

    GuiltyPatches(
            RolloutStore rollouts,
            EvidenceStore evidence,
            StopStore stops,
            RolloutControl control,
            Pool pool,
            AtomicWork transactions,
            Ticks ticks,
            @ConfigProperty(name = "offpeak.withdrawal.tick", defaultValue = "PT2S") Duration every) {
        this.rollouts = rollouts;
        this.evidence = evidence;
        this.stops = stops;
        this.control = control;
        this.pool = pool;
        this.transactions = transactions;
        this.ticks = ticks;
        this.every = every;
    }

    void start(@Observes StartupEvent started) {
        tick = ticks.every(every, "The look for guilty patches", this::look);
    }

    void stop(@Observes ShutdownEvent stopping) {
        tick.stop();
    }

    private Uni<Void> look() {
        return rollouts.halted(pool)
                .onItem()
                .transformToMulti(halted -> Multi.createFrom().iterable(halted))
                .filter(rollout -> rollout.policy().automaticWithdrawal().isPresent())
                .onItem()
                .transformToUniAndConcatenate(this::lookAt)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> lookAt(Rollout rollout) {
        return stops.current(pool)
                .chain(stop -> stop.isPresent()
                        ? Uni.createFrom().voidItem()
                        : transactions
                                .inTransaction(transaction -> evidence.trials(transaction, rollout.id()))
                                .map(HaltEvidence::of)
                                .map(found -> rollout.policy()
                                        .automaticWithdrawal()
                                        .orElseThrow()
                                        .guilty(found, rollout.withdrawn()))
                                .chain(guilty -> withdraw(rollout, guilty)));
    }

    private Uni<Void> withdraw(Rollout rollout, Optional<Suspect> guilty) {
        return guilty.isEmpty()
                ? Uni.createFrom().voidItem()
                : control.withdrawGuilty(rollout.id(), rollout.version(), guilty.get())
                        .invoke(done -> {
                            if (done) {
                                LOG.warnf(
                                        "The rollout of %s goes on without %s, as its policy has it",
                                        rollout.releaseName(), guilty.get().patch());
                            }
                        })
                        .replaceWithVoid();
    }
}
