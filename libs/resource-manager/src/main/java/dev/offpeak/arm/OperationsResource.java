package dev.offpeak.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/**
 * Where callers follow their asynchronous operations (rule V3): the status body (Azure-AsyncOperation), and with
 * {@code monitor=true} the Location style. The finished status body carries the result twice, below {@code properties.output} and flat,
 * because some clients read the one and some the other.
 */
@Path("/subscriptions/{subscriptionId}/providers/{namespace}/locations/{location}/operations/{operationId}")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2016-06-01")
public class OperationsResource {
    private final Operations operations;
    private final OperationHeaders headers;
    private final ObjectMapper json;

    @Inject
    public OperationsResource(Operations operations, OperationHeaders headers, ObjectMapper json) {
        this.operations = operations;
        this.headers = headers;
        this.json = json;
    }

    @GET
    @ArmAction("{namespace}/locations/operations/read")
    public Uni<Response> get(
            @PathParam("subscriptionId") String subscription,
            @PathParam("namespace") String namespace,
            @PathParam("location") String location,
            @PathParam("operationId") String id,
            @QueryParam("monitor") String monitor) {
        return operations.find(id).map(found -> found.filter(
                        operation -> operation.subscription().equalsIgnoreCase(subscription)
                                && operation.namespace().equalsIgnoreCase(namespace))
                .map(operation -> "true".equalsIgnoreCase(monitor) ? monitored(operation) : status(operation))
                .orElseThrow(() -> ArmRefusal.notFound(
                                "The operation '" + id + "' was not found: it never was, or it ended too long ago.")
                        .asException()));
    }

    private Response status(Operation operation) {
        return Response.ok(statusBody(operation, json))
                .header("Retry-After", OperationHeaders.RETRY_AFTER_SECONDS)
                .build();
    }

    static ObjectNode statusBody(Operation operation, ObjectMapper json) {
        ObjectNode body = json.createObjectNode();
        operation.result().filter(JsonNode::isObject).ifPresent(result -> body.setAll((ObjectNode) result));
        body.put("startTime", ArmTime.text(operation.startTime()));
        operation.endTime().ifPresent(end -> body.put("endTime", ArmTime.text(end)));
        body.put("status", operation.status().toString());
        body.put("name", operation.id());
        operation
                .result()
                .ifPresent(
                        result -> body.set("properties", json.createObjectNode().set("output", result)));
        operation
                .error()
                .ifPresent(error -> body.set(
                        "error",
                        json.createObjectNode().put("code", error.code()).put("message", error.message())));
        return body;
    }

    private Response monitored(Operation operation) {
        if (!operation.status().isTerminal()) {
            return headers.accepted(operation);
        }
        if (operation.error().isPresent()) {
            Operation.OperationError error = operation.error().get();
            return ErrorBody.response(ArmRefusal.of(409, error.code(), error.message()));
        }
        Optional<JsonNode> result = operation.result();
        return (result.isPresent() ? Response.ok(result.get()) : Response.ok())
                .header("Retry-After", OperationHeaders.RETRY_AFTER_SECONDS)
                .build();
    }
}
