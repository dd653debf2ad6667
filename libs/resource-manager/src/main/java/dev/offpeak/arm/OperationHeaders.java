package dev.offpeak.arm;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * How the start of an asynchronous operation is answered, in the one style that every client accepts: PUT and PATCH carry only
 * {@code Azure-AsyncOperation}, POST and DELETE also {@code Location}; Retry-After is always there, for some clients wait 30 s
 * without it.
 */
@ApplicationScoped
public class OperationHeaders {
    /** Seconds; 0 counts as absent for some clients. */
    public static final int RETRY_AFTER_SECONDS = 1;

    private final RequestUrls urls;
    private final ArmRequest request;

    @Inject
    public OperationHeaders(RequestUrls urls, ArmRequest request) {
        this.urls = urls;
        this.request = request;
    }

    /** Absolute URL of the operation's status. */
    public String azureAsync(Operation operation) {
        return urls.absolute(path(operation) + "?api-version=" + request.apiVersion());
    }

    /** Absolute URL that answers 202 while the operation runs, then its result. */
    public String location(Operation operation) {
        return urls.absolute(path(operation) + "?monitor=true&api-version=" + request.apiVersion());
    }

    /** For POST and DELETE: 202 without a body. */
    public Response accepted(Operation operation) {
        return Response.accepted()
                .header("Azure-AsyncOperation", azureAsync(operation))
                .header("Location", location(operation))
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .build();
    }

    /** For PUT and PATCH: the resource with a provisioning state that is not yet final, and the headers it has anyway. */
    public <T> RestResponse<T> written(boolean created, RestResponse<T> resource, Operation operation) {
        return RestResponse.ResponseBuilder.fromResponse(resource)
                .status(created ? RestResponse.Status.CREATED : RestResponse.Status.OK)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header("Azure-AsyncOperation", azureAsync(operation))
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .build();
    }

    private static String path(Operation operation) {
        return "/subscriptions/" + encode(operation.subscription()) + "/providers/" + encode(operation.namespace())
                + "/locations/" + encode(operation.location()) + "/operations/" + encode(operation.id());
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
