package dev.offpeak.messaging;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.Set;

/** What a failure of the database or the broker means. */
final class Failures {
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";
    /** Shutting down, crashed, starting up, too many connections. */
    private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "53300");

    private Failures() {}

    /** PostgreSQL rolled the transaction back to protect another one; the same work may well succeed now. */
    static boolean isConflict(Throwable failure) {
        return failure instanceof PgException
                && (SERIALIZATION_FAILURE.equals(((PgException) failure).getSqlState())
                        || DEADLOCK.equals(((PgException) failure).getSqlState()));
    }

    /** Nothing is wrong with the work: the server it needs is away, or does not answer. */
    static boolean isOutage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException) {
                String state = ((PgException) cause).getSqlState();
                return state != null && (AWAY.contains(state) || state.startsWith("08"));
            }
            if (cause instanceof IOException
                    || cause instanceof VertxException
                    || cause instanceof NoStackTraceThrowable) {
                return true;
            }
        }
        return false;
    }
}
