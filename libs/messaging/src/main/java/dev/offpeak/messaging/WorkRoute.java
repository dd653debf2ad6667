package dev.offpeak.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/**
 * {@code GET /internal/work} for the clock's authority: a route beside the REST resources, because it is no ARM operation.
 * The gateway does not hand it out.
 */
@ApplicationScoped
public class WorkRoute {
    private static final Logger LOG = Logger.getLogger(WorkRoute.class);
    private static final String OLDEST =
            "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)) * 1000, 0)::bigint FROM outbox";

    private final Pool pool;
    private final Instance<WorkUnderWay> kinds;
    private final Inbox inbox;

    @Inject
    WorkRoute(Pool pool, @Any Instance<WorkUnderWay> kinds, Inbox inbox) {
        this.pool = pool;
        this.kinds = kinds;
        this.inbox = inbox;
    }

    void register(@Observes Router router) {
        router.get("/internal/work").handler(this::answer);
    }

    private void answer(RoutingContext request) {
        report().subscribe()
                .with(
                        work -> request.response()
                                .putHeader("Content-Type", "application/json")
                                .end(write(work)),
                        failure -> {
                            LOG.warnf("GET /internal/work: %s", failure);
                            request.response().setStatusCode(503).end();
                        });
    }

    /** What this service has under way now. */
    Uni<WorkReport> report() {
        Uni<Long> underWay = Uni.createFrom().item(0L);
        for (WorkUnderWay kind : kinds) {
            underWay = underWay.chain(sum -> kind.count().map(count -> sum + count));
        }
        return underWay.chain(sum -> pool.query(OLDEST)
                .execute()
                .map(rows -> new WorkReport(sum, Math.max(rows.iterator().next().getLong(0), inbox.delayMillis()))));
    }

    private static String write(WorkReport work) {
        try {
            return Json.mapper().writeValueAsString(work);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
