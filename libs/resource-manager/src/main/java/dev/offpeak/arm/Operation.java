package dev.offpeak.arm;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * An asynchronous operation, as it is stored (rule V3).
 *
 * @param id begins with its service's letter, which the gateway routes by
 * @param kind what it does, such as {@code assessPatches}
 * @param subscription GUID as the caller wrote it
 * @param namespace provider that its URL names, such as {@code Microsoft.Compute}
 * @param location region that its URL names
 * @param resourceId what it works on
 * @param status where it stands
 * @param startTime platform time
 * @param endTime platform time; empty while it runs
 * @param result what it produced; empty while it runs, and where it produces nothing
 * @param error why it failed; present only then
 */
public record Operation(
        String id,
        String kind,
        String subscription,
        String namespace,
        String location,
        String resourceId,
        OperationStatus status,
        Instant startTime,
        Optional<Instant> endTime,
        Optional<JsonNode> result,
        Optional<OperationError> error) {

    /**
     * An operation to start.
     *
     * @param kind what it will do, such as {@code assessPatches}
     * @param resource what it works on
     * @param namespace provider whose operations URL shows it
     * @param location region whose operations URL shows it
     */
    public record Start(String kind, ResourceId resource, String namespace, String location) {}

    /**
     * Why an operation failed.
     *
     * @param code ARM's code
     * @param message what to do
     */
    public record OperationError(String code, String message) {}
}
