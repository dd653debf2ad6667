package dev.offpeak.agent;

import dev.offpeak.contracts.agent.GoalState;
import java.util.Optional;

/** The latest goal state, for the threads that work on it. */
final class Goals {
    private Optional<GoalState> latest = Optional.empty();
    private long changes;

    synchronized void put(GoalState goal) {
        latest = Optional.of(goal);
        changes++;
        notifyAll();
    }

    /** Empty before the first. */
    synchronized Optional<GoalState> latest() {
        return latest;
    }

    /** How many there were. */
    synchronized long changes() {
        return changes;
    }

    /** The latest one, once there were more than that many. */
    synchronized GoalState after(long seen) throws InterruptedException {
        while (changes <= seen) {
            wait();
        }
        return latest.orElseThrow();
    }

    /** Whether an installation of that id is asked for no more. */
    boolean isWithdrawn(String activityId) {
        return latest().flatMap(GoalState::installation)
                .filter(goal -> goal.activityId().equals(activityId))
                .isEmpty();
    }
}
