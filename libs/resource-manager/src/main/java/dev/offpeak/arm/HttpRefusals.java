package dev.offpeak.arm;

import jakarta.ws.rs.WebApplicationException;
import java.util.Optional;

/** Refusals by the HTTP layer itself, as ARM words them. */
final class HttpRefusals {
    private HttpRefusals() {}

    /** Empty when the status says that it is our fault. */
    static Optional<Refusal> of(WebApplicationException fault, String method, String path) {
        int status = fault.getResponse().getStatus();
        if (status < 400 || status > 499) {
            return Optional.empty();
        }
        return Optional.of(of(status, method, path));
    }

    private static Refusal of(int status, String method, String path) {
        switch (status) {
            case 400:
                return ArmRefusal.of(
                        400, "BadRequest", "The request can't be understood. Check its parameters and body.");
            case 401:
                return ArmRefusal.invalidAuthenticationToken(
                        "The access token is missing or invalid. Send 'Authorization: Bearer <token>'.");
            case 403:
                return ArmRefusal.authorizationFailed("unknown", "this", path);
            case 404:
                return unknownPath(method, path);
            case 405:
                return ArmRefusal.of(
                        405,
                        "MethodNotAllowed",
                        "'" + path + "' does not answer this method. Use one named by the Allow header.");
            case 406:
                return ArmRefusal.of(
                        406,
                        "NotAcceptable",
                        "Answers are JSON. Send 'Accept: application/json', or no Accept header.");
            case 413:
                return requestTooLarge();
            case 415:
                return ArmRefusal.of(
                        415, "UnsupportedMediaType", "The body must be JSON. Send 'Content-Type: application/json'.");
            default:
                return ArmRefusal.of(status, "BadRequest", "The request was refused with status " + status + ".");
        }
    }

    static Refusal requestTooLarge() {
        return ArmRefusal.of(
                413,
                "RequestEntityTooLarge",
                "The request content is larger than the limit of 8 MB. Send a smaller body.");
    }

    /** Azure tells apart a type that a provider doesn't have from a path that leads nowhere. */
    private static Refusal unknownPath(String method, String path) {
        int provider = path.indexOf("/providers/");
        if (provider >= 0) {
            String namespace = path.substring(provider + "/providers/".length()).split("/", 2)[0];
            return ArmRefusal.of(
                    404,
                    "InvalidResourceType",
                    "The resource type could not be found in the namespace '" + namespace + "': no operation answers '"
                            + method + " " + path + "'. Check method and path.");
        }
        return ArmRefusal.notFound("No operation answers '" + method + " " + path + "'. Check method and path.");
    }
}
