package dev.offpeak.orchestrator.domain;

/** Where a phase, or one lane of it, can be. Only forward. */
public enum PhaseState {
    WAITING("Waiting"),
    IN_PROGRESS("InProgress"),
    /** Its gate said open; stragglers are still tried again. */
    COMPLETED("Completed");

    private final String wireName;

    PhaseState(String wireName) {
        this.wireName = wireName;
    }

    public boolean isTerminal() {
        return this == COMPLETED;
    }

    /** Whether its VMs may be ordered. */
    public boolean hasStarted() {
        return this != WAITING;
    }

    public boolean mayBecome(PhaseState next) {
        return next.ordinal() == ordinal() + 1;
    }

    /** The spelling on the wire. */
    @Override
    public String toString() {
        return wireName;
    }
}
