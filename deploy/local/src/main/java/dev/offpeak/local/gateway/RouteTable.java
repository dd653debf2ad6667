package dev.offpeak.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which service owns which path: deploy/routes.json, the one source of the local gateway and of the cluster's HTTPRoute.
 * The first route that matches wins; a test keeps the order such that it is also the one with the longest expression,
 * which is how cluster gateways choose.
 *
 * @param routes in the file's order
 */
public record RouteTable(List<Route> routes) {
    private static final String RESOURCE = "/routes.json";

    public RouteTable {
        routes = List.copyOf(routes);
    }

    /** The table this build was made with. */
    public static RouteTable builtIn() {
        try (InputStream in = RouteTable.class.getResourceAsStream(RESOURCE)) {
            return parse(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RouteTable parse(JsonNode root) {
        List<Route> routes = new ArrayList<>();
        for (JsonNode route : root.path("routes")) {
            List<PathTemplate> paths = new ArrayList<>();
            route.path("paths").forEach(path -> paths.add(PathTemplate.parse(path.asText())));
            routes.add(new Route(
                    Backend.named(route.path("service").asText()),
                    paths,
                    route.path("description").asText()));
        }
        return new RouteTable(routes);
    }

    /** Who answers this path; empty when nobody does. */
    Optional<Backend> find(RequestPath path) {
        return routes.stream()
                .filter(route -> route.matches(path.segments()))
                .map(Route::backend)
                .findFirst();
    }
}
