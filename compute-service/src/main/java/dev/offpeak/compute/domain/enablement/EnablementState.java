package dev.offpeak.compute.domain.enablement;

import java.util.Map;
import java.util.Set;

/** Where the enablement of one VM stands (rules E1 to E5). A VM that was never AutomaticByPlatform has none. */
public enum EnablementState {
    /** The extension is wanted; an off-peak window, a running VM or a ready agent is waited for. */
    WAITING("Waiting"),
    /** The guest was asked to install the extension, until the window's end. */
    INSTALLING("Installing"),
    /** The extension is in; the first assessment's results are waited for. */
    ASSESSING("Assessing"),
    /** Done (rule E4). */
    ENABLED("Enabled"),
    /** Done; a newer extension waits for an off-peak window. */
    UPDATE_DUE("UpdateDue"),
    /** Done; the guest was asked to update the extension, until the window's end. */
    UPDATING("Updating"),
    /** The mode was taken back: the guest's own updates are on again, the extension stays (rule P5). */
    HANDED_BACK("HandedBack");

    private static final Map<EnablementState, Set<EnablementState>> NEXT = Map.of(
            WAITING, Set.of(INSTALLING, HANDED_BACK),
            INSTALLING, Set.of(WAITING, ASSESSING, ENABLED, HANDED_BACK),
            ASSESSING, Set.of(ENABLED, WAITING, HANDED_BACK),
            ENABLED, Set.of(UPDATE_DUE, WAITING, HANDED_BACK),
            UPDATE_DUE, Set.of(UPDATING, ENABLED, WAITING, HANDED_BACK),
            UPDATING, Set.of(ENABLED, UPDATE_DUE, WAITING, HANDED_BACK),
            HANDED_BACK, Set.of(WAITING));

    private final String storedName;

    EnablementState(String storedName) {
        this.storedName = storedName;
    }

    /** The state with that stored spelling. */
    public static EnablementState of(String storedName) {
        for (EnablementState state : values()) {
            if (state.storedName.equals(storedName)) {
                return state;
            }
        }
        throw new IllegalArgumentException("unknown enablement state " + storedName);
    }

    public boolean mayBecome(EnablementState next) {
        return NEXT.get(this).contains(next);
    }

    /** Whether the guest is asked to do something about the extension now. */
    public boolean asksGuest() {
        return this == INSTALLING || this == UPDATING;
    }

    /** Whether rollouts may patch the VM (rule E4). */
    public boolean isEnabled() {
        return this == ENABLED || this == UPDATE_DUE || this == UPDATING;
    }

    /** The spelling in the database and in docs/states/enablement.md. */
    @Override
    public String toString() {
        return storedName;
    }
}
