package dev.offpeak.local.clock;

/**
 * What the services said about their work, taken together.
 *
 * @param underWay pieces of work that need platform time to go slowly, over all services
 * @param messageDelayMillis real time that messages are late, in the outboxes or on their way to who handles them; 0 when none is
 * @param silent services that gave no answer
 */
public record WorkReading(long underWay, long messageDelayMillis, int silent) {
    /** Nothing is known of a platform that has no services to ask, and nothing is under way. */
    static final WorkReading IDLE = new WorkReading(0, 0, 0);

    static final WorkReading SILENT = new WorkReading(0, 0, 1);

    WorkReading plus(WorkReading other) {
        return new WorkReading(
                underWay + other.underWay,
                Math.max(messageDelayMillis, other.messageDelayMillis),
                silent + other.silent);
    }
}
