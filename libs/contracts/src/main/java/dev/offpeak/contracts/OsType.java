package dev.offpeak.contracts;

/** Operating system family of a VM, in ARM's spelling. */
public enum OsType {
    WINDOWS("Windows"),
    LINUX("Linux");

    private final String wireName;

    OsType(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire; JSON reads and writes this one. */
    @Override
    public String toString() {
        return wireName;
    }
}
