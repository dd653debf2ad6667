package dev.offpeak.orchestrator.domain;

/** What subscribers to notices are told of (rules U5 and O8). */
public enum NoticeEvent {
    /** Before: a VM was ordered to install; its guest may begin at once. */
    ORDERED("Ordered"),
    /** After: what the order came to, with the health verdict. */
    ENDED("Ended"),
    /** A rollout is likely to miss its deadline as it goes now (rule O8); told to whom the whole fleet concerns. */
    DEADLINE_AT_RISK("DeadlineAtRisk");

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
