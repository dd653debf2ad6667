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
    private boolean polling;

    GoalPoll(Agent agent) {
        this.agent = agent;
        this.backoff = agent.backoff("goal");
        this.jitter = agent.guest().nature().random("goal-jitter", agent.guest().disk().boots);
    }

    /** Polls until it has no credential any more; started again meanwhile it goes on. */
    void start() {
        if (!polling) {
            polling = true;
            poll();
        }
    }

    private void poll() {
        if (!agent.mayCall()) {
            polling = false;
            return;
        }
        String credential = agent.credential();
        agent.when(
                agent.guest().world().compute().goalState(agent.guest().disk().vmId, credential, revision, WAIT),
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
                failure -> {
                    agent.after(backoff.failed(failure), this::poll);
                    agent.noteRefusal(failure, credential);
                });
    }
}
