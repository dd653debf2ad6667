package dev.offpeak.contracts;

/** What the agent does with the guest's own automatic updates (rules P1, P5, E3). */
public enum NativeUpdates {
    /** Nothing is changed. */
    LEAVE("Leave"),
    /** No patch may come from the guest itself. */
    TURN_OFF("TurnOff"),
    /** As the image has them. */
    TURN_ON("TurnOn");

    private final String wireName;

    NativeUpdates(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire; JSON reads and writes this one. */
    @Override
    public String toString() {
        return wireName;
    }
}
