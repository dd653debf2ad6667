package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.ArmTime;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.arm.ResourceId;
import dev.offpeak.compute.store.ResourceGroupStore;
import dev.offpeak.compute.store.ResourceListing;
import dev.offpeak.compute.store.ResourceListing.Listed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is in a subscription or a resource group, whatever its type. Filters: {@code resourceGroup eq 'g'}, {@code resourceType eq 't'}, joined by {@code and}. */
@Path("/subscriptions/{subscriptionId}")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2016-06-01")
public class ResourceListResource {
    private static final Pattern TERM = Pattern.compile("\\s*(\\w+)\\s+eq\\s+'([^']*)'\\s*", Pattern.CASE_INSENSITIVE);

    private final Pool pool;
    private final ResourceListing listing;
    private final ResourceGroupStore groups;
    private final Paging paging;

    ResourceListResource(Pool pool, ResourceListing listing, ResourceGroupStore groups, Paging paging) {
        this.pool = pool;
        this.listing = listing;
        this.groups = groups;
        this.paging = paging;
    }

    @GET
    @Path("/resources")
    @ArmAction("Microsoft.Resources/subscriptions/resources/read")
    public Uni<Page<ObjectNode>> listOfSubscription(
            @PathParam("subscriptionId") String subscription, @QueryParam("$filter") String filter) {
        Filter wanted = Filter.parse(filter);
        return page(
                subscription,
                wanted.group().map(group -> ResourceId.resourceGroup(subscription, group)
                        .key()),
                wanted.type());
    }

    @GET
    @Path("/resourceGroups/{group}/resources")
    @ArmAction("Microsoft.Resources/subscriptions/resourceGroups/resources/read")
    public Uni<Page<ObjectNode>> listOfGroup(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @QueryParam("$filter") String filter) {
        Optional<String> type = Filter.parse(filter).type();
        String groupKey = ResourceId.resourceGroup(subscription, group).key();
        return groups.find(pool, groupKey).flatMap(found -> {
            found.orElseThrow(() -> Refusals.groupNotFound(group));
            return page(subscription, Optional.of(groupKey), type);
        });
    }

    private Uni<Page<ObjectNode>> page(String subscription, Optional<String> groupKey, Optional<String> type) {
        Paging.Wanted wanted = paging.requested();
        return listing.list(pool, subscription.toLowerCase(Locale.ROOT), groupKey, type, wanted.after(), wanted.limit())
                .map(rows -> paging.page(wanted, rows, Listed::key).map(ResourceListResource::view));
    }

    /**
     * What {@code $filter} asks for.
     *
     * @param group name of the resource group
     * @param type resource type in lower case
     */
    private record Filter(Optional<String> group, Optional<String> type) {
        static Filter parse(String filter) {
            Filter parsed = new Filter(Optional.empty(), Optional.empty());
            if (filter == null || filter.isBlank()) {
                return parsed;
            }
            for (String term : filter.split("(?i)\\s+and\\s+")) {
                Matcher matcher = TERM.matcher(term);
                if (matcher.matches() && matcher.group(1).equalsIgnoreCase("resourceGroup")) {
                    parsed = new Filter(Optional.of(matcher.group(2)), parsed.type());
                } else if (matcher.matches() && matcher.group(1).equalsIgnoreCase("resourceType")) {
                    parsed = new Filter(
                            parsed.group(), Optional.of(matcher.group(2).toLowerCase(Locale.ROOT)));
                } else {
                    throw new RefusedException(ArmRefusal.invalidParameter(
                            "$filter",
                            "The filter '" + term.trim()
                                    + "' is not supported. Use resourceGroup eq 'name' or resourceType eq"
                                    + " 'Microsoft.Compute/virtualMachines', joined by 'and'."));
                }
            }
            return parsed;
        }
    }

    private static ObjectNode view(Listed resource) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("id", resource.resourceId())
                .put("name", resource.name())
                .put("type", resource.type())
                .put("location", resource.location());
        resource.zone().ifPresent(zone -> body.putArray("zones").add(zone));
        body.set("tags", VmView.tags(resource.tags()));
        return body.put("createdTime", ArmTime.text(resource.createdAt()))
                .put("changedTime", ArmTime.text(resource.changedAt()))
                .put("provisioningState", resource.provisioningState());
    }
}
