package dev.offpeak.agent;

import java.io.IOException;
import java.util.function.UnaryOperator;

/** The agent's state and where it is kept: a change counts once it is on the disk. Safe for use by many threads. */
final class AgentDisk {
    /** Keeps a state so that it, or the one before, is there whatever happens meanwhile. */
    @FunctionalInterface
    interface Keeper {
        void write(AgentState state) throws IOException;
    }

    private final Keeper keeper;
    private volatile AgentState state;

    AgentDisk(Keeper keeper, AgentState state) {
        this.keeper = keeper;
        this.state = state;
    }

    AgentState state() {
        return state;
    }

    synchronized AgentState change(UnaryOperator<AgentState> change) throws IOException {
        AgentState next = change.apply(state);
        keeper.write(next);
        state = next;
        return next;
    }

    /** The number for that activity's next report, on the disk before it is used. */
    long nextSequence(String activityId) throws IOException {
        return change(known -> known.withNextSequence(activityId)).lastSequence(activityId);
    }
}
