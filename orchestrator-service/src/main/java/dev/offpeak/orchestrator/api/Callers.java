package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.domain.Caller;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Who sends the request at hand. Of a token only a digest is kept: it tells callers apart, and lets nobody in. */
@ApplicationScoped
class Callers {
    private static final int SHOWN = 16;

    private final CurrentVertxRequest current;

    Callers(CurrentVertxRequest current) {
        this.current = current;
    }

    Caller current() {
        HttpServerRequest request = current.getCurrent().request();
        String credential = request.getHeader("Authorization");
        return new Caller(
                credential == null
                        ? "address " + request.remoteAddress().hostAddress()
                        : "token " + digest(credential).substring(0, SHOWN));
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
