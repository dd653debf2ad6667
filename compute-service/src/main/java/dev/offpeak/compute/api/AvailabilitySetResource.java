package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.arm.ResourceId;
import dev.offpeak.compute.store.AvailabilitySetRow;
import dev.offpeak.compute.store.AvailabilitySetStore;
import dev.offpeak.compute.store.ResourceGroupRow;
import dev.offpeak.compute.store.ResourceGroupStore;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.messaging.Transactions;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Availability sets (rule V6): domains are counted at creation, and a set goes only when it is empty. */
@Path("/subscriptions/{subscriptionId}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2020-06-01")
public class AvailabilitySetResource {
    private static final String SETS = "/resourceGroups/{group}/providers/Microsoft.Compute/availabilitySets";
    private static final String PLACEMENT_GROUP = "proximityPlacementGroup";
    private static final int DEFAULT_FAULT_DOMAINS = 2;
    private static final int MOST_FAULT_DOMAINS = 3;
    private static final int DEFAULT_UPDATE_DOMAINS = 5;
    private static final int MOST_UPDATE_DOMAINS = 20;

    private final Pool pool;
    private final Transactions transactions;
    private final ResourceGroupStore groups;
    private final Existing existing;
    private final AvailabilitySetStore sets;
    private final Paging paging;
    private final RegionCatalog regions;
    private final PlatformClock clock;

    AvailabilitySetResource(
            Pool pool,
            Transactions transactions,
            ResourceGroupStore groups,
            Existing existing,
            AvailabilitySetStore sets,
            Paging paging,
            RegionCatalog regions,
            PlatformClock clock) {
        this.pool = pool;
        this.transactions = transactions;
        this.groups = groups;
        this.existing = existing;
        this.sets = sets;
        this.paging = paging;
        this.regions = regions;
        this.clock = clock;
    }

    @GET
    @Path("/providers/Microsoft.Compute/availabilitySets")
    @ArmAction("Microsoft.Compute/availabilitySets/read")
    public Uni<Page<ObjectNode>> listOfSubscription(@PathParam("subscriptionId") String subscription) {
        return page(subscription, Optional.empty());
    }

    @GET
    @Path(SETS)
    @ArmAction("Microsoft.Compute/availabilitySets/read")
    public Uni<Page<ObjectNode>> listOfGroup(
            @PathParam("subscriptionId") String subscription, @PathParam("group") String group) {
        String groupKey = ResourceId.resourceGroup(subscription, group).key();
        return groups.find(pool, groupKey).flatMap(found -> {
            found.orElseThrow(() -> Refusals.groupNotFound(group));
            return page(subscription, Optional.of(groupKey));
        });
    }

    @GET
    @Path(SETS + "/{name}")
    @ArmAction("Microsoft.Compute/availabilitySets/read")
    public Uni<ObjectNode> get(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name) {
        ResourceId id = ResourceId.availabilitySet(subscription, group, name);
        return present(id).flatMap(this::withMembers);
    }

    /** What a VM of the set can be created with: every size (rule P9). */
    @GET
    @Path(SETS + "/{name}/vmSizes")
    @ArmAction("Microsoft.Compute/availabilitySets/vmSizes/read")
    public Uni<Page<ObjectNode>> sizes(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name) {
        return present(ResourceId.availabilitySet(subscription, group, name)).map(set -> Page.all(VmSizes.all()));
    }

    @PUT
    @Path(SETS + "/{name}")
    @ArmAction("Microsoft.Compute/availabilitySets/write")
    public Uni<ObjectNode> put(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name,
            JsonNode body) {
        Names.checkAvailabilitySet(name);
        Wish wish = Wish.read(body);
        ResourceId id = ResourceId.availabilitySet(subscription, group, name);
        return transactions
                .inTransaction(tx -> groups.share(tx, id.group().key()).flatMap(found -> {
                    ResourceGroupRow parent = found.orElseThrow(() -> Refusals.groupNotFound(group));
                    if (parent.isBeingDeleted()) {
                        throw Refusals.groupBeingDeleted(parent.name());
                    }
                    return sets.lock(tx, id.key()).flatMap(present -> present.map(set -> update(tx, set, wish, false))
                            .orElseGet(() -> create(tx, id, parent, wish)));
                }))
                .flatMap(this::withMembers);
    }

    @PATCH
    @Path(SETS + "/{name}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    @ArmAction("Microsoft.Compute/availabilitySets/write")
    public Uni<ObjectNode> patch(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name,
            JsonNode body) {
        Wish wish = Wish.read(body);
        ResourceId id = ResourceId.availabilitySet(subscription, group, name);
        return transactions
                .inTransaction(tx -> sets.lock(tx, id.key())
                        .flatMap(found -> existing.orNotFound(tx.connection(), id, found))
                        .flatMap(present -> update(tx, present, wish, true)))
                .flatMap(this::withMembers);
    }

    /** 200 when it went, 204 when it was not there. */
    @DELETE
    @Path(SETS + "/{name}")
    @ArmAction("Microsoft.Compute/availabilitySets/delete")
    public Uni<Response> delete(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @PathParam("name") String name) {
        String key = ResourceId.availabilitySet(subscription, group, name).key();
        return transactions.inTransaction(tx -> sets.lock(tx, key).flatMap(present -> {
            if (present.isEmpty()) {
                return Uni.createFrom().item(Response.noContent().build());
            }
            return sets.members(tx.connection(), List.of(key)).flatMap(members -> {
                if (!members.isEmpty()) {
                    throw new RefusedException(ArmRefusal.operationNotAllowed("Availability Set '" + name
                            + "' cannot be deleted. Before deleting an Availability Set please ensure that it does not contain"
                            + " any VM."));
                }
                return sets.delete(tx, key).replaceWith(() -> Response.ok().build());
            });
        }));
    }

    /**
     * What a body says of a set.
     *
     * @param location as the client spelt it
     * @param faultDomains checked
     * @param updateDomains checked
     * @param sku Classic or Aligned
     * @param placementGroup id of the proximity placement group
     * @param leavesPlacementGroup whether a PATCH takes it away
     * @param tags see {@link Tags}
     */
    private record Wish(
            Optional<String> location,
            Optional<Integer> faultDomains,
            Optional<Integer> updateDomains,
            Optional<String> sku,
            Optional<String> placementGroup,
            boolean leavesPlacementGroup,
            Optional<ObjectNode> tags) {
        static Wish read(JsonNode body) {
            if (!(body instanceof ObjectNode object)) {
                throw new RefusedException(ArmRefusal.invalidRequestContent(
                        "The request content must be a JSON object that describes an availability set."));
            }
            Fields fields = Fields.of(object);
            Fields properties = fields.object("properties");
            return new Wish(
                    fields.text("location"),
                    count(properties, "platformFaultDomainCount", MOST_FAULT_DOMAINS),
                    count(properties, "platformUpdateDomainCount", MOST_UPDATE_DOMAINS),
                    fields.object("sku").text("name").map(Wish::sku),
                    properties.object(PLACEMENT_GROUP).text("id"),
                    properties.json().path(PLACEMENT_GROUP).isNull(),
                    Tags.read(fields));
        }

        private static Optional<Integer> count(Fields properties, String member, int most) {
            Optional<Integer> said = properties.number(member);
            if (said.filter(count -> count < 1 || count > most).isPresent()) {
                throw new RefusedException(ArmRefusal.invalidParameter(
                        member,
                        "The specified value " + said.get() + " of '" + member
                                + "' is out of range. It must be from 1 to " + most + "."));
            }
            return said;
        }

        private static String sku(String said) {
            return List.of("Classic", "Aligned").stream()
                    .filter(said::equalsIgnoreCase)
                    .findFirst()
                    .orElseThrow(() -> new RefusedException(ArmRefusal.invalidParameter(
                            "sku.name", "The sku '" + said + "' is invalid. Use one of Classic, Aligned.")));
        }
    }

    private Uni<AvailabilitySetRow> create(Transaction tx, ResourceId id, ResourceGroupRow parent, Wish wish) {
        AvailabilitySetRow set = new AvailabilitySetRow(
                id.key(),
                ResourceId.availabilitySet(parent.subscriptionId(), parent.name(), id.name())
                        .toString(),
                parent.subscriptionId(),
                parent.key(),
                id.name(),
                RegionsProducer.required(regions, wish.location()).name(),
                wish.faultDomains().orElse(DEFAULT_FAULT_DOMAINS),
                wish.updateDomains().orElse(DEFAULT_UPDATE_DOMAINS),
                wish.sku().orElse("Classic"),
                wish.placementGroup(),
                Tags.put(Map.of(), wish.tags()),
                clock.now().truncatedTo(ChronoUnit.MILLIS));
        return sets.insert(tx, set)
                .flatMap(created -> created
                        ? Uni.createFrom().item(set)
                        : sets.lock(tx, set.key()).flatMap(present -> update(tx, present.orElseThrow(), wish, false)));
    }

    private Uni<AvailabilitySetRow> update(Transaction tx, AvailabilitySetRow present, Wish wish, boolean patch) {
        wish.location()
                .filter(said -> !RegionCatalog.normalize(said).equals(present.location()))
                .ifPresent(said -> refuseChange("location"));
        wish.faultDomains()
                .filter(said -> said != present.faultDomains())
                .ifPresent(said -> refuseChange("platformFaultDomainCount"));
        wish.updateDomains()
                .filter(said -> said != present.updateDomains())
                .ifPresent(said -> refuseChange("platformUpdateDomainCount"));
        AvailabilitySetRow after = new AvailabilitySetRow(
                present.key(),
                present.resourceId(),
                present.subscriptionId(),
                present.groupKey(),
                present.name(),
                present.location(),
                present.faultDomains(),
                present.updateDomains(),
                wish.sku().orElse(present.sku()),
                patch && wish.leavesPlacementGroup()
                        ? Optional.empty()
                        : wish.placementGroup().or(present::placementGroup),
                patch ? Tags.patch(present.tags(), wish.tags()) : Tags.put(present.tags(), wish.tags()),
                present.createdAt());
        return sets.update(tx, after).replaceWith(after);
    }

    private static void refuseChange(String property) {
        throw new RefusedException(ArmRefusal.propertyChangeNotAllowed(property));
    }

    private Uni<Page<ObjectNode>> page(String subscription, Optional<String> groupKey) {
        Paging.Wanted wanted = paging.requested();
        return sets.list(pool, subscription.toLowerCase(Locale.ROOT), groupKey, wanted.after(), wanted.limit())
                .flatMap(rows -> sets.members(
                                pool, rows.stream().map(AvailabilitySetRow::key).toList())
                        .map(members -> paging.page(wanted, rows, AvailabilitySetRow::key)
                                .map(set -> view(set, members.getOrDefault(set.key(), List.of())))));
    }

    private Uni<ObjectNode> withMembers(AvailabilitySetRow set) {
        return sets.members(pool, List.of(set.key()))
                .map(members -> view(set, members.getOrDefault(set.key(), List.of())));
    }

    private Uni<AvailabilitySetRow> present(ResourceId id) {
        return sets.find(pool, id.key()).flatMap(found -> existing.orNotFound(pool, id, found));
    }

    private static ObjectNode view(AvailabilitySetRow set, List<String> members) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("name", set.name())
                .put("id", set.resourceId())
                .put("type", "Microsoft.Compute/availabilitySets")
                .put("location", set.location());
        body.set("tags", VmView.tags(set.tags()));
        body.putObject("sku").put("name", set.sku());
        ObjectNode properties = body.putObject("properties");
        properties
                .put("platformUpdateDomainCount", set.updateDomains())
                .put("platformFaultDomainCount", set.faultDomains());
        set.placementGroup()
                .ifPresent(id -> properties.putObject(PLACEMENT_GROUP).put("id", id));
        ArrayNode virtualMachines = properties.putArray("virtualMachines");
        members.forEach(member -> virtualMachines.addObject().put("id", member));
        return body;
    }
}
