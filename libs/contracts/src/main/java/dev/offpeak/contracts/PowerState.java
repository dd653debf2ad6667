package dev.offpeak.contracts;

/** Power of a VM, in the words of ARM's PowerState codes. */
public enum PowerState {
    STARTING("starting"),
    RUNNING("running"),
    STOPPING("stopping"),
    STOPPED("stopped"),
    DEALLOCATING("deallocating"),
    DEALLOCATED("deallocated"),
    UNKNOWN("unknown");

    private final String wireName;

    PowerState(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire; JSON reads and writes this one. */
    @Override
    public String toString() {
        return wireName;
    }
}
