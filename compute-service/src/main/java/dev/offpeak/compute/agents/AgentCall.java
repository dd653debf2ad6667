package dev.offpeak.compute.agents;

import io.vertx.core.http.HttpMethod;

/** The calls of the agents' listener; a test holds docs/agent-protocol.openapi.yaml to them. */
enum AgentCall {
    /** A constant for load balancers, as on the other listener: it asks nothing of anybody, and has no request id. */
    ALIVE(HttpMethod.GET, "/internal/alive"),
    ENROLL(HttpMethod.POST, "/agents/enroll"),
    ROTATE_CREDENTIAL(HttpMethod.POST, "/agents/{vmId}/credential"),
    GOAL_STATE(HttpMethod.GET, "/agents/{vmId}/goal-state"),
    HEARTBEAT(HttpMethod.POST, "/agents/{vmId}/heartbeats"),
    REPORT_EXTENSION(HttpMethod.POST, "/agents/{vmId}/reports/extension"),
    REPORT_ASSESSMENT(HttpMethod.POST, "/agents/{vmId}/reports/assessment"),
    REPORT_INSTALLATION(HttpMethod.POST, "/agents/{vmId}/reports/installation"),
    GUESTS(HttpMethod.GET, "/hosts/guests"),
    POWER(HttpMethod.POST, "/hosts/guests/{vmId}/power"),
    DOCUMENT(HttpMethod.GET, "/openapi");

    private final HttpMethod method;
    private final String path;

    AgentCall(HttpMethod method, String path) {
        this.method = method;
        this.path = path;
    }

    HttpMethod method() {
        return method;
    }

    /** As OpenAPI writes it, parameters in braces. */
    String path() {
        return path;
    }

    /** As the router takes it, parameters after a colon. */
    String routePath() {
        return path.replaceAll("\\{(\\w+)}", ":$1");
    }
}
