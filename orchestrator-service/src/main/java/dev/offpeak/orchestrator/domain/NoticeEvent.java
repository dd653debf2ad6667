package dev.offpeak.orchestrator.domain;

/** What subscribers to notices are told of (rule U5). */
public enum NoticeEvent {
    /** Before: a VM was ordered to install; its guest may begin at once. */
    ORDERED("Ordered"),
    /** After: what the order came to, with the health verdict. */
    ENDED("Ended");

    private final String wireName;

    NoticeEvent(String wireName) {
        this.wireName = wireName;
    }

    /** The spelling on the wire. */
    @Override
    public String toString() {
        return wireName;
    }
}
