package dev.offpeak.arm;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * The ids of one request (rule V5). They are given before anything else happens, so that every answer carries them, also
 * those that never reach a resource.
 *
 * @param requestId fresh for every request
 * @param correlationId the caller's, where it sent a usable one; otherwise the request's
 */
record RequestIds(String requestId, String correlationId) {
    static final String API_VERSION = "offpeak.api-version";
    static final String MDC_KEY = "correlationId";

    private static final String KEY = "offpeak.request-ids";
    private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._:{}-]{1,128}");

    static RequestIds of(RoutingContext context) {
        RequestIds known = context.get(KEY);
        if (known != null) {
            return known;
        }
        String requestId = PlainIds.next();
        String sent = context.request().getHeader("x-ms-correlation-request-id");
        RequestIds fresh = new RequestIds(requestId, isUsable(sent) ? sent : requestId);
        context.put(KEY, fresh);
        return fresh;
    }

    /** Ids go to logs and headers: only what can't break either is taken over. */
    static boolean isUsable(String id) {
        return id != null && USABLE.matcher(id).matches();
    }

    /** Hooks the ids into the HTTP server, before the routes. */
    @ApplicationScoped
    static class Registration {
        void register(@Observes Filters filters) {
            filters.register(Registration::open, 1000);
        }

        private static void open(RoutingContext context) {
            RequestIds ids = of(context);
            MDC.put(MDC_KEY, ids.correlationId());
            HttpServerRequest request = context.request();
            context.addHeadersEndHandler(done -> {
                var headers = context.response().headers();
                headers.set("x-ms-request-id", ids.requestId());
                headers.set("x-ms-correlation-request-id", ids.correlationId());
                String client = request.getHeader("x-ms-client-request-id");
                if ("true".equalsIgnoreCase(request.getHeader("x-ms-return-client-request-id")) && isUsable(client)) {
                    headers.set("x-ms-client-request-id", client);
                }
            });
            context.next();
        }
    }
}
