package dev.offpeak.local.clock;

/**
 * What the services said about their work, taken together.
 *
 * @param underWay pieces of work that need platform time to go slowly, over all services
 * @param oldestUnsentMillis real age of the oldest message that waits in an outbox; 0 when none waits
 * @param silent services that gave no answer
 */
public record WorkReading(long underWay, long oldestUnsentMillis, int silent) {
    /** Nothing is known of a platform that has no services to ask, and nothing is under way. */
    static final WorkReading IDLE = new WorkReading(0, 0, 0);

    static final WorkReading SILENT = new WorkReading(0, 0, 1);

    WorkReading plus(WorkReading other) {
        return new WorkReading(
                underWay + other.underWay,
                Math.max(oldestUnsentMillis, other.oldestUnsentMillis),
                silent + other.silent);
    }
}
