package dev.offpeak.arm;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses what the HTTP server would refuse without a body, or stumble over: bodies that are too large and paths that can't be
 * decoded. A request line that is no URI at all never comes here; the server answers it with a bare 400.
 */
@ApplicationScoped
class RequestGuard {
    private final long mostBytes;

    @Inject
    RequestGuard(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize mostBytes) {
        this.mostBytes = mostBytes.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::guard, 900);
    }

    private void guard(RoutingContext context) {
        refusal(context.request()).ifPresentOrElse(refusal -> EarlyAnswers.refuse(context, refusal), context::next);
    }

    private Optional<Refusal> refusal(HttpServerRequest request) {
        if (isTooLarge(request.getHeader("Content-Length"))) {
            return Optional.of(HttpRefusals.requestTooLarge());
        }
        return isReadable(request.uri()) ? Optional.empty() : Optional.of(malformedUri());
    }

    private static Refusal malformedUri() {
        return ArmRefusal.of(
                400,
                "InvalidRequestUri",
                "The request URI is malformed: percent-encode its special characters as UTF-8, and leave control characters out.");
    }

    private boolean isTooLarge(String contentLength) {
        try {
            return contentLength != null && Long.parseLong(contentLength) > mostBytes;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    /** No name of ours has a percent sign; one that is left after decoding would be decoded a second time further on. */
    static boolean isReadable(String uri) {
        if (isPlain(uri)) {
            return true;
        }
        try {
            String decoded = URLDecoder.decode(uri, StandardCharsets.UTF_8);
            String path = URLDecoder.decode(uri.split("\\?", 2)[0], StandardCharsets.UTF_8);
            return path.indexOf('%') < 0 && decoded.chars().noneMatch(c -> c < 0x20 || c == 0x7f || c == 0xfffd);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether decoding leaves it as it is, as that of most requests. */
    private static boolean isPlain(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '%') {
                return false;
            }
        }
        return true;
    }
}
