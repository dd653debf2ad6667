package dev.offpeak.arm;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Absolute URLs under the name by which the caller reached the platform (rule V3): scheme, host and port come from
 * {@code X-Forwarded-Proto/Host/Port} when a trusted proxy ({@code offpeak.trusted-proxies}) sent them, else from the request.
 */
@ApplicationScoped
public class RequestUrls {
    private final ArmRequest request;

    @Inject
    public RequestUrls(ArmRequest request) {
        this.request = request;
    }

    /** Such as {@code https://127.0.0.1:8443}, without a slash at its end. */
    public String base() {
        HttpServerRequest http = request.context().request();
        return http.scheme() + "://" + http.authority();
    }

    /** @param pathAndQuery encoded, begins with a slash */
    public String absolute(String pathAndQuery) {
        return base() + pathAndQuery;
    }
}
