package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
import dev.offpeak.orchestrator.domain.BlastScope;
import dev.offpeak.orchestrator.store.BlastStore;
import dev.offpeak.orchestrator.store.InterlockStore;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How much could be down together right now (rules O5, O6). */
@Produces(MediaType.APPLICATION_JSON)
@Path("/platform/blast-radius")
@Tag(name = "Platform")
public class BlastRadiusResource {
    private final BlastStore store;
    private final InterlockStore interlocks;
    private final Pool pool;
    private final PlatformClock clock;
    private final Paging paging;

    BlastRadiusResource(BlastStore store, InterlockStore interlocks, Pool pool, PlatformClock clock, Paging paging) {
        this.store = store;
        this.interlocks = interlocks;
        this.pool = pool;
        this.clock = clock;
        this.paging = paging;
    }

    @GET
    @ArmAction("Offpeak.Orchestrator/blastRadius/read")
    @Operation(summary = "How many VMs are in flight, and the largest share of a set, zone, region and subscription")
    public Uni<BlastRadiusView> get() {
        return interlocks.countInFlight(pool).chain(inFlight -> largest(BlastScope.AVAILABILITY_SETS)
                .chain(set -> largest(BlastScope.ZONES)
                        .chain(zone -> largest(BlastScope.REGIONS).chain(region -> largest(BlastScope.SUBSCRIPTIONS)
                                .map(subscription -> new BlastRadiusView(
                                        clock.now(), inFlight, set, zone, region, subscription))))));
    }

    private Uni<Optional<BlastRadiusView.Share>> largest(BlastScope scope) {
        return store.shares(pool, scope, 0, 1)
                .map(shares -> shares.stream().findFirst().map(BlastRadiusView.Share::of));
    }

    @GET
    @Path("/{scope}")
    @ArmAction("Offpeak.Orchestrator/blastRadius/read")
    @Operation(
            summary =
                    "What is in flight as shares of availabilitySets, zones, regions or subscriptions, the largest first, in pages ($top, $skiptoken)")
    @APIResponse(responseCode = "200", description = "The shares as they are at this moment")
    @APIResponse(responseCode = "404", description = "Nothing is counted by that")
    public Uni<Page<BlastRadiusView.Share>> list(String scope) {
        BlastScope by = Arrays.stream(BlastScope.values())
                .filter(one -> one.toString().equalsIgnoreCase(scope))
                .findFirst()
                .orElseThrow(() -> ArmRefusal.notFound("Nothing is counted by '" + scope + "'. Use one of "
                                + Arrays.stream(BlastScope.values())
                                        .map(BlastScope::toString)
                                        .collect(Collectors.joining(", "))
                                + ".")
                        .asException());
        Paging.Wanted wanted = paging.requested();
        int after = NumberToken.of(wanted.after())
                .map(number -> (int) Math.max(0, Math.min(Integer.MAX_VALUE, number)))
                .orElse(0);
        return store.shares(pool, by, after, wanted.limit())
                .map(found -> paging.page(wanted, found, share -> Integer.toString(share.rank()))
                        .map(BlastRadiusView.Share::of));
    }
}
