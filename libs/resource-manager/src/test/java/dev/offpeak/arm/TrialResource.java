package dev.offpeak.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.offpeak.messaging.Transactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A resource with everything that can go wrong. */
@Path("/subscriptions/{subscriptionId}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines")
@ApiVersions(since = "2020-06-01")
public class TrialResource {
    @Inject
    Transactions transactions;

    @Inject
    Operations operations;

    @Inject
    OperationHeaders headers;

    @Inject
    Pool pool;

    @Inject
    ObjectMapper json;

    @Inject
    ArmRequest request;

    /** A body with one of each kind. */
    public record Body(
            Optional<String> name, boolean enabled, int count, List<String> zones, Map<String, String> tags) {}

    @PUT
    @Path("/{name}")
    @ArmAction("Microsoft.Compute/virtualMachines/write")
    public Body echo(@PathParam("name") String name, Body body) {
        if (body == null) {
            throw ArmRefusal.invalidRequestContent("The request content is empty. Send the resource as JSON.")
                    .asException();
        }
        return body;
    }

    @GET
    @Path("/{name}")
    @ArmAction("Microsoft.Compute/virtualMachines/read")
    public Map<String, String> get(@PathParam("group") String group, @PathParam("name") String name) {
        return Map.of(
                "group", group, "name", name, "version", request.apiVersion().toString());
    }

    @POST
    @Path("/{name}/start")
    @ArmAction("Microsoft.Compute/virtualMachines/start/action")
    public Uni<String> fault(@PathParam("name") String name) {
        if (name.equals("now")) {
            throw new IllegalStateException("a secret of ours");
        }
        return Uni.createFrom().failure(new IllegalStateException("a secret of ours"));
    }

    @POST
    @Path("/{name}/restart")
    @ArmAction("Microsoft.Compute/virtualMachines/restart/action")
    public Uni<String> store(@PathParam("name") String name, JsonNode body) {
        return pool.preparedQuery("SELECT $1::text")
                .execute(Tuple.of(body.path("name").asText()))
                .map(rows -> "{}");
    }

    @POST
    @Path("/{name}/deallocate")
    public String undeclared(@PathParam("name") String name) {
        return "{}";
    }

    @POST
    @Path("/{name}/assessPatches")
    @ArmAction("Microsoft.Compute/virtualMachines/assessPatches/action")
    public Uni<Response> assess(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name) {
        ResourceId vm = ResourceId.virtualMachine(subscription, group, name);
        return transactions
                .inTransaction(transaction -> operations.start(
                        transaction.connection(),
                        new Operation.Start("assessPatches", vm, "Microsoft.Compute", "westeurope")))
                .map(headers::accepted);
    }

    @POST
    @Path("/{name}/installPatches")
    @ArmAction("Microsoft.Compute/virtualMachines/installPatches/action")
    public Uni<Boolean> end(@PathParam("name") String id, JsonNode how) {
        return transactions.inTransaction(transaction -> how.has("code")
                ? operations.fail(
                        transaction.connection(),
                        id,
                        how.path("code").asText(),
                        how.path("message").asText())
                : operations.succeed(
                        transaction.connection(), id, Optional.of(how).filter(result -> !result.isEmpty())));
    }
}
