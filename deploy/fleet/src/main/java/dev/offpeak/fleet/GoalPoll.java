package dev.offpeak.fleet;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Keeps the agent's goal state up to date: one long poll after the other, each naming the revision it has. */
final class GoalPoll {
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final int JITTER_MILLIS = 20;

    private final Agent agent;
    private final Backoff backoff;
    private final SplittableRandom jitter;
    private OptionalLong revision = OptionalLong.empty();

    GoalPoll(Agent agent) {
        this.agent = agent;
        this.backoff = agent.backoff("goal");
        this.jitter = agent.guest().nature().random("goal-jitter", agent.guest().disk().boots);
    }

    void start() {
        poll();
    }

    private void poll() {
        if (!agent.mayTalk()) {
            return;
        }
        agent.when(
                agent.guest()
                        .world()
                        .compute()
                        .goalState(agent.guest().disk().vmId, agent.credential(), revision, WAIT),
                goal -> {
                    backoff.succeeded();
                    if (agent.mayTalk()) {
                        goal.ifPresent(state -> {
                            revision = OptionalLong.of(state.revision());
                            agent.apply(state);
                        });
                        agent.after(Duration.ofMillis(jitter.nextInt(JITTER_MILLIS)), this::poll);
                    }
                },
                failure -> agent.after(backoff.failed(failure), this::poll));
    }
}
