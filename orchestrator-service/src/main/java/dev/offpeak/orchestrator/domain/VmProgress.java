package dev.offpeak.orchestrator.domain;

/** How far one VM is in one rollout. */
public enum VmProgress {
    /** Not tried yet, or no order reached the guest. */
    WAITING("Waiting"),
    /** From the order to its terminal report and health verdict. */
    IN_FLIGHT("InFlight"),
    SUCCEEDED("Succeeded"),
    /** The last try ended healthy, but with patches left; tried again in the next window. */
    PARTIAL("Partial"),
    /** The last try failed; tried again in the next window. */
    FAILED("Failed");

    private final String wireName;

    VmProgress(String wireName) {
        this.wireName = wireName;
    }

    /** Whether an order may follow. */
    public boolean wantsOrder() {
        return this == WAITING || this == PARTIAL || this == FAILED;
    }

    /** The spelling on the wire. */
    @Override
    public String toString() {
        return wireName;
    }
}
