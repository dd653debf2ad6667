package dev.offpeak.compute.domain.orders;

import java.util.Map;
import java.util.Set;

/** Where one stored order to install stands. */
public enum OrderState {
    /** In the goal state; the guest has not asked leave yet. */
    GIVEN("Given"),
    /** The guest was given leave: patches may be going in. */
    STARTED("Started"),
    /** Over, by the guest's terminal report or by name (rule O7). */
    ENDED("Ended"),
    /** Taken back before the guest started; no patch went in. */
    WITHDRAWN("Withdrawn");

    private static final Map<OrderState, Set<OrderState>> NEXT =
            Map.of(GIVEN, Set.of(STARTED, ENDED, WITHDRAWN), STARTED, Set.of(ENDED));

    private final String storedName;

    OrderState(String storedName) {
        this.storedName = storedName;
    }

    /** The state with that stored spelling. */
    public static OrderState of(String storedName) {
        for (OrderState state : values()) {
            if (state.storedName.equals(storedName)) {
                return state;
            }
        }
        throw new IllegalArgumentException("unknown order state " + storedName);
    }

    public boolean mayBecome(OrderState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /** Whether nothing can follow. */
    public boolean isOver() {
        return !NEXT.containsKey(this);
    }

    /** The spelling in the database. */
    @Override
    public String toString() {
        return storedName;
    }
}
