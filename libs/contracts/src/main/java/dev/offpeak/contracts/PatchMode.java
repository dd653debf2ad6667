package dev.offpeak.contracts;

/** Who installs patches in a guest (rules P1 to P3; ImageDefault is Linux only, P6). */
public enum PatchMode {
    /** The platform assesses, and installs availability-first. */
    AUTOMATIC_BY_PLATFORM("AutomaticByPlatform"),
    /** The guest's own automatic updates; Windows only. */
    AUTOMATIC_BY_OS("AutomaticByOS"),
    /** Nobody but the administrator; Windows only. */
    MANUAL("Manual"),
    /** Whatever the image is set up to do; Linux only. */
    IMAGE_DEFAULT("ImageDefault");

    private final String wireName;

    PatchMode(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire; JSON reads and writes this one. */
    @Override
    public String toString() {
        return wireName;
    }
}
