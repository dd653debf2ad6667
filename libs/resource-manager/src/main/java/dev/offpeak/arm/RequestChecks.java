package dev.offpeak.arm;

import dev.offpeak.arm.AccessCheck.Attempt;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * What every request passes before its resource sees it:
 * <ol>
 *   <li>its path is brought into our spelling, so services understand it without the gateway too;
 *   <li>its api-version is checked;
 *   <li>the subscription id must be a GUID;
 *   <li>the access check is asked about the operation's {@link ArmAction}.
 * </ol>
 */
class RequestChecks {
    private static final Pattern GUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private final ArmRequest request;
    private final AccessCheck access;
    private final Map<Method, Declared> declared = new ConcurrentHashMap<>();

    @Inject
    RequestChecks(ArmRequest request, AccessCheck access) {
        this.request = request;
        this.access = access;
    }

    /** What an operation says of itself. */
    private record Declared(Optional<ApiVersions> versions, Optional<String> action) {
        static Declared of(Method method) {
            ApiVersions versions = method.getAnnotation(ApiVersions.class);
            if (versions == null) {
                versions = method.getDeclaringClass().getAnnotation(ApiVersions.class);
            }
            return new Declared(
                    Optional.ofNullable(versions),
                    Optional.ofNullable(method.getAnnotation(ArmAction.class)).map(ArmAction::value));
        }
    }

    /** Reads the path where the server has it as it came: a parsed URI is only needed where it changes. */
    @ServerRequestFilter(preMatching = true)
    public void normalise(ContainerRequestContext context) {
        String path = request.context().request().path();
        String canonical = ArmPaths.canonical(path);
        if (!canonical.equals(path)) {
            context.setRequestUri(context.getUriInfo()
                    .getRequestUriBuilder()
                    .replacePath(canonical)
                    .build());
        }
    }

    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    public Uni<Response> check(ResourceInfo resource, ContainerRequestContext context) {
        Method method = resource.getResourceMethod();
        Declared operation = declared.computeIfAbsent(method, Declared::of);
        RoutingContext http = request.context();
        operation.versions().ifPresent(versions -> http.put(RequestIds.API_VERSION, apiVersion(versions, http)));
        String scope = context.getUriInfo().getPath();
        checkSubscription(scope);
        String action = operation
                .action()
                .orElseThrow(() -> new IllegalStateException(
                        method.getDeclaringClass().getName() + "." + method.getName() + " lacks @ArmAction"));
        Attempt attempt = new Attempt(filledIn(action, context.getUriInfo()), scope, bearerToken(http.request()));
        return access.check(attempt)
                .map(refusal -> refusal.map(ErrorBody::response).orElse(null));
    }

    private static ApiVersion apiVersion(ApiVersions versions, RoutingContext http) {
        String given = http.queryParams().get("api-version");
        if (given == null || given.isBlank()) {
            throw ArmRefusal.missingApiVersion().asException();
        }
        return ApiVersion.find(given)
                .filter(version -> isSupported(versions, version))
                .orElseThrow(() ->
                        ArmRefusal.invalidApiVersion(given, supported(versions)).asException());
    }

    static boolean isSupported(ApiVersions versions, ApiVersion version) {
        return versions.since().isEmpty()
                ? Arrays.asList(versions.only()).contains(version.text())
                : version.isAtLeast(versions.since());
    }

    private static String supported(ApiVersions versions) {
        return versions.since().isEmpty()
                ? String.join(", ", versions.only())
                : versions.since() + " and every later date, such as 2024-11-01";
    }

    private static void checkSubscription(String path) {
        String[] segments = path.split("/", 4);
        if (segments.length > 2
                && segments[1].equals("subscriptions")
                && !GUID.matcher(segments[2]).matches()) {
            throw ArmRefusal.invalidSubscriptionId(segments[2]).asException();
        }
    }

    /** An action may name path parameters, such as {@code {namespace}/register/action}. */
    private static String filledIn(String action, UriInfo uri) {
        String filled = action;
        if (action.indexOf('{') >= 0) {
            MultivaluedMap<String, String> parameters = uri.getPathParameters();
            for (String name : parameters.keySet()) {
                filled = filled.replace("{" + name + "}", parameters.getFirst(name));
            }
        }
        return filled;
    }

    private static Optional<String> bearerToken(HttpServerRequest http) {
        return Optional.ofNullable(http.getHeader("Authorization"))
                .filter(header -> header.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(header -> header.substring(7).trim());
    }
}
