package dev.offpeak.arm;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** What is known of the request being answered. Only usable while one is. */
@ApplicationScoped
public class ArmRequest {
    private final CurrentVertxRequest current;

    @Inject
    public ArmRequest(CurrentVertxRequest current) {
        this.current = current;
    }

    /**
     * The api-version, checked.
     *
     * @throws IllegalStateException when the resource has no {@link ApiVersions}
     */
    public ApiVersion apiVersion() {
        return find().orElseThrow(() -> new IllegalStateException("The resource lacks @ApiVersions"));
    }

    /** The api-version, where the resource has one. */
    public Optional<ApiVersion> find() {
        return Optional.ofNullable(context().get(RequestIds.API_VERSION));
    }

    /** Ours, fresh for every request: {@code x-ms-request-id}. */
    public String requestId() {
        return RequestIds.of(context()).requestId();
    }

    /** The caller's, or the request's own: {@code x-ms-correlation-request-id}. */
    public String correlationId() {
        return RequestIds.of(context()).correlationId();
    }

    RoutingContext context() {
        RoutingContext context = current.getCurrent();
        if (context == null) {
            throw new IllegalStateException("No request is being answered");
        }
        return context;
    }
}
