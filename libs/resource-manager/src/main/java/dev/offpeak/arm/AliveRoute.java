package dev.offpeak.arm;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * {@code GET /internal/alive} for load balancers: 200 as long as the server answers at all, whatever databases and brokers do
 * ({@code /q/health} tells of those). The gateway does not hand it out.
 */
@ApplicationScoped
class AliveRoute {
    void register(@Observes Router router) {
        router.get("/internal/alive").handler(context -> context.response()
                .putHeader("Content-Type", "text/plain")
                .end("alive"));
    }
}
