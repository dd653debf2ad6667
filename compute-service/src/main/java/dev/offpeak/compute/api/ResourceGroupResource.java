package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Operation;
import dev.offpeak.arm.OperationHeaders;
import dev.offpeak.arm.Operations;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.arm.ResourceId;
import dev.offpeak.compute.domain.ProvisioningState;
import dev.offpeak.compute.provisioning.ProvisioningLoop;
import dev.offpeak.compute.store.PendingSteps;
import dev.offpeak.compute.store.ResourceGroupRow;
import dev.offpeak.compute.store.ResourceGroupStore;
import dev.offpeak.compute.store.TagFilter;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.messaging.Transactions;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Resource groups. Deleting one deletes what is in it, some at a time. */
@Path("/subscriptions/{subscriptionId}/resourceGroups")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2016-06-01")
public class ResourceGroupResource {
    private final Pool pool;
    private final Transactions transactions;
    private final ResourceGroupStore groups;
    private final PendingSteps steps;
    private final Operations operations;
    private final OperationHeaders headers;
    private final ProvisioningLoop loop;
    private final Paging paging;
    private final RegionCatalog regions;
    private final PlatformClock clock;

    ResourceGroupResource(
            Pool pool,
            Transactions transactions,
            ResourceGroupStore groups,
            PendingSteps steps,
            Operations operations,
            OperationHeaders headers,
            ProvisioningLoop loop,
            Paging paging,
            RegionCatalog regions,
            PlatformClock clock) {
        this.pool = pool;
        this.transactions = transactions;
        this.groups = groups;
        this.steps = steps;
        this.operations = operations;
        this.headers = headers;
        this.loop = loop;
        this.paging = paging;
        this.regions = regions;
        this.clock = clock;
    }

    @GET
    @ArmAction("Microsoft.Resources/subscriptions/resourceGroups/read")
    public Uni<Page<ObjectNode>> list(
            @PathParam("subscriptionId") String subscription, @QueryParam("$filter") String filter) {
        Paging.Wanted wanted = paging.requested();
        return groups.list(
                        pool, subscription.toLowerCase(Locale.ROOT), tagFilter(filter), wanted.after(), wanted.limit())
                .map(rows -> paging.page(wanted, rows, ResourceGroupRow::key).map(ResourceGroupResource::view));
    }

    private static Optional<TagFilter> tagFilter(String filter) {
        if (filter == null || filter.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(TagFilter.parse(filter)
                .orElseThrow(() -> new RefusedException(ArmRefusal.invalidParameter(
                        "$filter",
                        "The filter '" + filter + "' is invalid. Resource groups can be filtered by a tag: tagName eq"
                                + " 'stage' and tagValue eq 'test', or by its name alone."))));
    }

    @GET
    @Path("/{group}")
    @ArmAction("Microsoft.Resources/subscriptions/resourceGroups/read")
    public Uni<ObjectNode> get(@PathParam("subscriptionId") String subscription, @PathParam("group") String group) {
        return groups.find(pool, ResourceId.resourceGroup(subscription, group).key())
                .map(found -> view(found.orElseThrow(() -> Refusals.groupNotFound(group))));
    }

    /** 204 when it exists, 404 when not; never a body. */
    @HEAD
    @Path("/{group}")
    @ArmAction("Microsoft.Resources/subscriptions/resourceGroups/read")
    public Uni<Response> exists(@PathParam("subscriptionId") String subscription, @PathParam("group") String group) {
        return groups.find(pool, ResourceId.resourceGroup(subscription, group).key())
                .map(found -> Response.status(found.isPresent() ? 204 : 404).build());
    }

    @PUT
    @Path("/{group}")
    @ArmAction("Microsoft.Resources/subscriptions/resourceGroups/write")
    public Uni<Response> put(
            @PathParam("subscriptionId") String subscription, @PathParam("group") String group, JsonNode body) {
        Names.checkGroup(group);
        Fields said = fields(body);
        Optional<ObjectNode> tags = Tags.read(said);
        String location =
                RegionsProducer.required(regions, said.text("location")).name();
        ResourceGroupRow wanted = new ResourceGroupRow(
                ResourceId.resourceGroup(subscription, group).key(),
                subscription.toLowerCase(Locale.ROOT),
                group,
                location,
                Tags.put(Map.of(), tags),
                ProvisioningState.SUCCEEDED,
                clock.now().truncatedTo(ChronoUnit.MILLIS));
        return transactions.inTransaction(tx -> groups.insert(tx, wanted)
                .flatMap(created -> created
                        ? Uni.createFrom()
                                .item(Response.status(201).entity(view(wanted)).build())
                        : groups.lock(tx, wanted.key())
                                .flatMap(found -> replace(tx, open(found, group), location, tags))));
    }

    @PATCH
    @Path("/{group}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @ArmAction("Microsoft.Resources/subscriptions/resourceGroups/write")
    public Uni<Response> patch(
            @PathParam("subscriptionId") String subscription, @PathParam("group") String group, JsonNode body) {
        Optional<ObjectNode> tags = Tags.read(fields(body));
        String key = ResourceId.resourceGroup(subscription, group).key();
        return transactions.inTransaction(tx -> groups.lock(tx, key).flatMap(found -> {
            ResourceGroupRow row = open(found, group);
            return setTags(tx, row, Tags.patch(row.tags(), tags));
        }));
    }

    /** Answers 202; the group is gone when the operation has succeeded. */
    @DELETE
    @Path("/{group}")
    @ArmAction("Microsoft.Resources/subscriptions/resourceGroups/delete")
    public Uni<Response> delete(@PathParam("subscriptionId") String subscription, @PathParam("group") String group) {
        ResourceId id = ResourceId.resourceGroup(subscription, group);
        return transactions
                .inTransaction(tx -> groups.lock(tx, id.key()).flatMap(found -> {
                    ResourceGroupRow row = open(found, group);
                    Operation.Start start =
                            new Operation.Start("deleteResourceGroup", id, "Microsoft.Resources", row.location());
                    return operations.start(tx.connection(), start).flatMap(operation -> groups.setDeleting(
                                    tx, row.key())
                            .chain(() -> steps.addGroupDeletion(tx, operation.id(), row.key()))
                            .replaceWith(operation));
                }))
                .invoke(loop::wake)
                .map(headers::accepted);
    }

    private Uni<Response> replace(
            Transaction tx, ResourceGroupRow present, String location, Optional<ObjectNode> tags) {
        if (!present.location().equals(location)) {
            throw new RefusedException(ArmRefusal.of(
                            409,
                            "InvalidResourceGroupLocation",
                            "Invalid resource group location '" + location
                                    + "'. The resource group already exists in location '" + present.location()
                                    + "'. Give that location, or use another name.")
                    .about("location"));
        }
        return setTags(tx, present, Tags.put(present.tags(), tags));
    }

    private Uni<Response> setTags(Transaction tx, ResourceGroupRow present, Map<String, String> tags) {
        ResourceGroupRow after = new ResourceGroupRow(
                present.key(),
                present.subscriptionId(),
                present.name(),
                present.location(),
                tags,
                present.provisioningState(),
                present.createdAt());
        return groups.setTags(tx, present.key(), tags)
                .replaceWith(() -> Response.ok(view(after)).build());
    }

    private static ResourceGroupRow open(Optional<ResourceGroupRow> found, String group) {
        ResourceGroupRow row = found.orElseThrow(() -> Refusals.groupNotFound(group));
        if (row.isBeingDeleted()) {
            throw Refusals.groupBeingDeleted(row.name());
        }
        return row;
    }

    private static Fields fields(JsonNode body) {
        if (body instanceof ObjectNode object) {
            return Fields.of(object);
        }
        throw new RefusedException(ArmRefusal.invalidRequestContent(
                "The request content must be a JSON object such as {\"location\": \"westeurope\"}."));
    }

    private static ObjectNode view(ResourceGroupRow group) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("id", "/subscriptions/" + group.subscriptionId() + "/resourceGroups/" + group.name())
                .put("name", group.name())
                .put("type", "Microsoft.Resources/resourceGroups")
                .put("location", group.location());
        body.set("tags", VmView.tags(group.tags()));
        body.putObject("properties")
                .put("provisioningState", group.provisioningState().toString());
        return body;
    }
}
