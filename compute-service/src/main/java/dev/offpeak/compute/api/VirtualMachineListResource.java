package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ApiVersions;
import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.ArmRequest;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.arm.ResourceId;
import dev.offpeak.compute.store.ResourceGroupStore;
import dev.offpeak.compute.store.ShownVm;
import dev.offpeak.compute.store.Sightings;
import dev.offpeak.compute.store.VmScope;
import dev.offpeak.regions.RegionCatalog;
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

/** Lists of virtual machines: of a subscription, a resource group, a location; paged, with instance views where asked for. */
@Path("/subscriptions/{subscriptionId}")
@Produces(MediaType.APPLICATION_JSON)
@ApiVersions(since = "2020-06-01")
public class VirtualMachineListResource {
    private static final String EXPAND_SINCE = "2023-03-01";
    private static final Pattern SCALE_SET_FILTER =
            Pattern.compile("\\s*'virtualMachineScaleSet/id'\\s+eq\\s+'([^']+)'\\s*", Pattern.CASE_INSENSITIVE);

    private final Pool pool;
    private final ArmRequest request;
    private final Paging paging;
    private final ResourceGroupStore groups;
    private final Sightings sightings;
    private final RegionCatalog regions;

    VirtualMachineListResource(
            Pool pool,
            ArmRequest request,
            Paging paging,
            ResourceGroupStore groups,
            Sightings sightings,
            RegionCatalog regions) {
        this.pool = pool;
        this.request = request;
        this.paging = paging;
        this.groups = groups;
        this.sightings = sightings;
        this.regions = regions;
    }

    /** @param statusOnly {@code true} adds the instance views, in every api-version */
    @GET
    @Path("/providers/Microsoft.Compute/virtualMachines")
    @ArmAction("Microsoft.Compute/virtualMachines/read")
    public Uni<Page<ObjectNode>> ofSubscription(
            @PathParam("subscriptionId") String subscription,
            @QueryParam("statusOnly") String statusOnly,
            @QueryParam("$filter") String filter,
            @QueryParam("$expand") String expand) {
        boolean expanded = wantsInstanceViews(expand);
        return page(
                filtered(VmScope.subscription(subscription.toLowerCase(Locale.ROOT)), filter),
                isTrue(statusOnly) || expanded);
    }

    @GET
    @Path("/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines")
    @ArmAction("Microsoft.Compute/virtualMachines/read")
    public Uni<Page<ObjectNode>> ofGroup(
            @PathParam("subscriptionId") String subscription,
            @PathParam("group") String group,
            @QueryParam("$filter") String filter,
            @QueryParam("$expand") String expand) {
        boolean expanded = wantsInstanceViews(expand);
        String groupKey = ResourceId.resourceGroup(subscription, group).key();
        VmScope scope = filtered(VmScope.group(subscription.toLowerCase(Locale.ROOT), groupKey), filter);
        return groups.find(pool, groupKey).flatMap(found -> {
            found.orElseThrow(() -> Refusals.groupNotFound(group));
            return page(scope, expanded);
        });
    }

    @GET
    @Path("/providers/Microsoft.Compute/locations/{location}/virtualMachines")
    @ArmAction("Microsoft.Compute/locations/virtualMachines/read")
    public Uni<Page<ObjectNode>> ofLocation(
            @PathParam("subscriptionId") String subscription, @PathParam("location") String location) {
        String region = RegionsProducer.required(regions, Optional.of(location)).name();
        return page(VmScope.region(subscription.toLowerCase(Locale.ROOT), region), false);
    }

    private Uni<Page<ObjectNode>> page(VmScope scope, boolean withInstanceViews) {
        Paging.Wanted wanted = paging.requested();
        String version = version();
        if (!withInstanceViews) {
            return sightings.listPlain(scope, wanted.after(), wanted.limit()).map(rows -> paging.page(
                            wanted, rows, ShownVm::resourceKey)
                    .map(vm -> VmView.render(vm, Optional.empty(), version)));
        }
        return sightings.list(scope, wanted.after(), wanted.limit()).map(rows -> paging.page(
                        wanted, rows, seen -> seen.vm().resourceKey())
                .map(seen -> VmView.render(
                        seen.vm().shown(),
                        Optional.of(InstanceViews.render(seen.vm(), seen.findings(), version)),
                        version)));
    }

    private static VmScope filtered(VmScope scope, String filter) {
        if (filter == null || filter.isBlank()) {
            return scope;
        }
        Matcher matcher = SCALE_SET_FILTER.matcher(filter);
        if (!matcher.matches()) {
            throw new RefusedException(ArmRefusal.invalidParameter(
                    "$filter",
                    "The value '" + filter
                            + "' of $filter is invalid. Use 'virtualMachineScaleSet/id' eq '{id}', both in"
                            + " quotation marks, or leave it out."));
        }
        return scope.inScaleSet(matcher.group(1).toLowerCase(Locale.ROOT));
    }

    private boolean wantsInstanceViews(String expand) {
        if (expand == null || expand.isEmpty()) {
            return false;
        }
        if (!expand.equalsIgnoreCase("instanceView")) {
            throw new RefusedException(ArmRefusal.invalidParameter(
                    "$expand",
                    "The value '" + expand + "' of $expand is invalid. Use 'instanceView', or leave it out."));
        }
        if (version().compareTo(EXPAND_SINCE) < 0) {
            throw new RefusedException(ArmRefusal.invalidParameter(
                    "$expand",
                    "Lists have $expand=instanceView from api-version " + EXPAND_SINCE
                            + " on. Use that or a later one, or, for a whole subscription, statusOnly=true."));
        }
        return true;
    }

    private static boolean isTrue(String statusOnly) {
        if (statusOnly == null || statusOnly.isEmpty() || statusOnly.equalsIgnoreCase("false")) {
            return false;
        }
        if (statusOnly.equalsIgnoreCase("true")) {
            return true;
        }
        throw new RefusedException(ArmRefusal.invalidParameter(
                "statusOnly", "The value '" + statusOnly + "' of statusOnly is invalid. Use true or false."));
    }

    private String version() {
        return request.apiVersion().date().toString();
    }
}
