package dev.offpeak.local.gateway;

import java.util.List;

/** The cluster's HTTPRoutes, written from the same table as the local gateway. */
public final class HttpRouteManifest {
    private static final String HEAD =
            """
            # Written by `./offpeak routes` from deploy/routes.json; a test fails when the two differ.
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata:
              name: offpeak
            spec:
              parentRefs:
                - name: offpeak
              rules:
            """;

    private HttpRouteManifest() {}

    /** The whole file, rules in the table's order. */
    public static String render(RouteTable table) {
        StringBuilder yaml = new StringBuilder(HEAD);
        table.routes().forEach(route -> append(yaml, route));
        return yaml.toString();
    }

    private static void append(StringBuilder yaml, Route route) {
        yaml.append("    # ").append(route.description()).append('\n');
        yaml.append("    - matches:\n");
        for (PathTemplate path : route.paths()) {
            yaml.append("        - path:\n");
            yaml.append("            type: RegularExpression\n");
            yaml.append("            value: '").append(path.regex()).append("'\n");
        }
        yaml.append("      timeouts:\n");
        yaml.append("        request: ").append(timeout(route.backend())).append('\n');
        yaml.append("      backendRefs:\n");
        for (String line : List.of("name: " + route.backend(), "port: 80")) {
            yaml.append(line.startsWith("name") ? "        - " : "          ")
                    .append(line)
                    .append('\n');
        }
    }

    /** Agents poll for up to 90 seconds. */
    private static String timeout(Backend backend) {
        return backend == Backend.COMPUTE_AGENTS ? "120s" : "60s";
    }
}
