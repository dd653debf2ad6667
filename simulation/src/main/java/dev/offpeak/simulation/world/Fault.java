package dev.offpeak.simulation.world;

/** What goes wrong, and how often it is tried where it can: a fault that never strikes in many seeds is a blind test. */
public enum Fault {
    CRASH_BEFORE_COMMIT(0.0006),
    CRASH_AFTER_COMMIT(0.0006),
    COMMIT_UNKNOWN(0.001),
    SERIALIZATION_FAILURE(0.004),
    SLOW_DATABASE(0.004),
    REPLICA_PAUSED(0.0008),
    MESSAGE_LOST(0.02),
    MESSAGE_SENT_TWICE(0.02),
    MESSAGE_REPEATED_WEEKS_LATER(0.004),
    MESSAGE_DELAYED(0.03),
    CLOCK_SKEWED(0.2),
    GUEST_FAILS(0.05),
    GUEST_LEAVES_PATCHES(0.05),
    GUEST_UNHEALTHY(0.04),
    GUEST_VANISHES(0.03),
    GUEST_REPORTS_LATE(0.03),
    GUEST_REPORTS_TWICE(0.05),
    GUEST_REPORTS_NO_HEALTH(0.02),
    GUEST_TOO_LATE(0.02),
    VM_DELETED(0.08),
    VM_MOVED(0.05),
    VM_JOINS(0.08),
    VM_POWERED_OFF(0.2),
    PATCH_MODE_CHANGED(0.1),
    AGENT_SILENT(0.1),
    FEATURE_UNREGISTERED(0.04),
    ROLLOUT_PAUSED(0.06),
    GATE_OVERRULED(0.25),
    EVERYTHING_STOPPED(0.04),
    PATCH_WITHDRAWN(0.04),
    SECOND_ROLLOUT(0.12),
    LIMITS_LOWERED(0.5);

    private final double rate;

    Fault(double rate) {
        this.rate = rate;
    }

    double rate() {
        return rate;
    }
}
