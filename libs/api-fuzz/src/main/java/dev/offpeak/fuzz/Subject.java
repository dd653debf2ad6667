package dev.offpeak.fuzz;

import java.util.List;
import java.util.Map;

/** What a service's fuzz knows of it: without valid values generated requests would end at its doorstep. */
public interface Subject {
    /** Values of the path parameters that lead to something that exists; those not named get made-up ones. */
    Map<String, String> parameters(Operation operation);

    /** Valid bodies, as JSON; empty for operations that take none. */
    default List<String> bodies(Operation operation) {
        return List.of();
    }

    /** api-versions it answers, old and new; empty for an interface without them. */
    default List<String> apiVersions(Operation operation) {
        return List.of();
    }

    /** Headers that every request must have to be let in. */
    default Map<String, String> headers(Operation operation) {
        return Map.of();
    }

    /** Queries that mean something to the operation, such as {@code $expand=instanceView}. */
    default List<String> queries(Operation operation) {
        return List.of();
    }

    /** Called before an operation's requests are sent: what earlier ones deleted or stopped is made anew. */
    default void before(Operation operation) {}

    /** Called when the database is to come to rest: what would end by itself only some time later may be ended now. */
    default void settle() {}

    /** Whether answers carry {@code x-ms-correlation-request-id} beside {@code x-ms-request-id}. */
    default boolean correlates() {
        return true;
    }

    /** The body of an answer to load balancers, a constant without a request id; empty where there is none. */
    default String constant() {
        return "";
    }

    /** Statuses that are neither 2xx nor 4xx and right all the same, such as 304 of a conditional GET. */
    default List<Integer> otherStatuses() {
        return List.of();
    }
}
