package dev.offpeak.compute.agents;

import dev.offpeak.compute.enablement.EnablementSteps;
import dev.offpeak.compute.health.Lapses;
import dev.offpeak.compute.health.Verdicts;
import dev.offpeak.compute.work.AgentsConfig;
import dev.offpeak.compute.work.AssessmentWork;
import dev.offpeak.compute.work.FinishedWork;
import dev.offpeak.compute.work.InstallationOrders;
import dev.offpeak.messaging.Ticks;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.function.Supplier;

/** Starts the rounds that look for what is due; every replica runs them, and what one has in hand the others pass over. */
@ApplicationScoped
class AgentsRounds {
    private static final Duration LAPSES_EVERY = Duration.ofSeconds(1);
    private static final Duration FORGETS_EVERY = Duration.ofMinutes(10);

    private final Ticks ticks;
    private final AgentsConfig config;
    private final EnablementSteps enablement;
    private final InstallationOrders orders;
    private final AssessmentWork assessments;
    private final Verdicts verdicts;
    private final Lapses lapses;
    private final GoalPolls polls;
    private final HostFeed hosts;
    private final FinishedWork finished;

    AgentsRounds(
            Ticks ticks,
            AgentsConfig config,
            EnablementSteps enablement,
            InstallationOrders orders,
            AssessmentWork assessments,
            Verdicts verdicts,
            Lapses lapses,
            GoalPolls polls,
            HostFeed hosts,
            FinishedWork finished) {
        this.ticks = ticks;
        this.config = config;
        this.enablement = enablement;
        this.orders = orders;
        this.assessments = assessments;
        this.verdicts = verdicts;
        this.lapses = lapses;
        this.polls = polls;
        this.hosts = hosts;
        this.finished = finished;
    }

    void onStart(@Observes StartupEvent started) {
        every(config.roundInterval(), "enablement", enablement::round);
        every(config.roundInterval(), "orders past their time", orders::endOverdue);
        every(config.roundInterval(), "scans past their time", assessments::endOverdue);
        every(config.roundInterval(), "health verdicts", verdicts::round);
        every(LAPSES_EVERY, "heartbeat lapses", lapses::round);
        every(config.pollFallback(), "agents' polls", polls::fallback);
        every(config.pollFallback(), "hosts' polls", hosts::wake);
        every(FORGETS_EVERY, "finished work", finished::round);
    }

    private void every(Duration period, String name, Supplier<Uni<Integer>> round) {
        ticks.every(period, name, () -> untilDone(round));
    }

    /** As long as a round finds a set of its largest size there is more. */
    private static Uni<Void> untilDone(Supplier<Uni<Integer>> round) {
        return Uni.createFrom()
                .deferred(round::get)
                .flatMap(done -> done == 0 ? Uni.createFrom().voidItem() : untilDone(round));
    }
}
