package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmAction;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.Page;
import dev.offpeak.arm.Paging;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.arm.RequestUrls;
import dev.offpeak.orchestrator.conductor.NoticeSubscriptions;
import dev.offpeak.orchestrator.domain.Caller;
import dev.offpeak.orchestrator.domain.NoticeSubscription;
import dev.offpeak.orchestrator.notices.Targets;
import dev.offpeak.orchestrator.store.NoticeStore;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who is told before and after installations (rule U5). */
@Produces(MediaType.APPLICATION_JSON)
@Path("/policies/notices")
@Tag(name = "Notices")
public class NoticesResource {
    private final NoticeSubscriptions subscriptions;
    private final NoticeStore store;
    private final Targets targets;
    private final Pool pool;
    private final PlatformClock clock;
    private final Paging paging;
    private final RequestUrls urls;
    private final Callers callers;

    NoticesResource(
            NoticeSubscriptions subscriptions,
            NoticeStore store,
            Targets targets,
            Pool pool,
            PlatformClock clock,
            Paging paging,
            RequestUrls urls,
            Callers callers) {
        this.subscriptions = subscriptions;
        this.store = store;
        this.targets = targets;
        this.pool = pool;
        this.clock = clock;
        this.paging = paging;
        this.urls = urls;
        this.callers = callers;
    }

    @GET
    @ArmAction("Offpeak.Orchestrator/notices/read")
    @Operation(summary = "Subscriptions to notices by name, in pages ($top, $skiptoken)")
    public Uni<Page<NoticeView>> list() {
        Paging.Wanted wanted = paging.requested();
        return store.list(pool, wanted.after(), wanted.limit()).map(found -> paging.page(
                        wanted, found, one -> one.subscription().name().toLowerCase(Locale.ROOT))
                .map(NoticeView::of));
    }

    @GET
    @Path("/{name}")
    @ArmAction("Offpeak.Orchestrator/notices/read")
    @Operation(summary = "One subscription, and how many of its notices wait, were delivered and were given up")
    @APIResponse(responseCode = "200", description = "The subscription, without its secret")
    @APIResponse(responseCode = "404", description = "There is none of that name")
    public Uni<NoticeView> get(String name) {
        return store.find(pool, name).map(found -> NoticeView.of(found.orElseThrow(() -> noSuchSubscription(name))));
    }

    @PUT
    @Path("/{name}")
    @ArmAction("Offpeak.Orchestrator/notices/write")
    @Operation(summary = "Have a webhook told, as signed CloudEvents, before and after every installation")
    @APIResponse(responseCode = "200", description = "It stands in place of the one of that name")
    @APIResponse(responseCode = "201", description = "It is new")
    @APIResponse(responseCode = "400", description = "The body is wrong; the error says what to change")
    public Uni<Response> put(String name, NoticeRequest request) {
        if (request == null) {
            throw ArmRefusal.invalidRequestContent(
                            "The request needs a body such as {\"url\": \"https://notices.example.com/offpeak\", \"secret\": \"whsec_...\"}.")
                    .asException();
        }
        NoticeSubscription subscription = request.toSubscription(name, clock.now());
        Caller by = callers.current();
        String location = urls.absolute("/policies/notices/" + name);
        return targets.address(subscription.url())
                .onFailure(Targets.Refused.class)
                .transform(refused ->
                        ArmRefusal.invalidParameter("url", refused.getMessage()).asException())
                .chain(() -> subscriptions.put(subscription, by))
                .chain(fresh -> get(name).map(view -> (fresh ? Response.created(URI.create(location)) : Response.ok())
                        .entity(view)
                        .build()));
    }

    @DELETE
    @Path("/{name}")
    @ArmAction("Offpeak.Orchestrator/notices/delete")
    @Operation(summary = "End a subscription; what was still to be delivered is dropped")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", description = "There is none of that name")
    public Uni<Response> delete(String name) {
        return subscriptions.delete(name, callers.current()).map(deleted -> {
            if (!deleted) {
                throw noSuchSubscription(name);
            }
            return Response.noContent().build();
        });
    }

    private static RefusedException noSuchSubscription(String name) {
        return ArmRefusal.notFound("There is no subscription '" + name + "'. GET /policies/notices lists them all.")
                .asException();
    }
}
