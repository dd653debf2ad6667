package dev.offpeak.compute.agents;

/** An answer to an agent or a host that is not what it asked for; becomes ARM's error body (rule V1). */
final class AgentRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    private AgentRefusal(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    static AgentRefusal of(int status, String code, String message) {
        return new AgentRefusal(status, code, message);
    }

    static AgentRefusal badContent(String message) {
        return new AgentRefusal(400, "InvalidRequestContent", message);
    }

    static AgentRefusal badParameter(String message) {
        return new AgentRefusal(400, "InvalidParameter", message);
    }

    static AgentRefusal notAuthenticated(String message) {
        return new AgentRefusal(401, "InvalidAuthenticationToken", message);
    }

    static AgentRefusal gone(String vmId) {
        return new AgentRefusal(404, "ResourceNotFound", "There is no VM " + vmId + " any more: its agent should end.");
    }
}
