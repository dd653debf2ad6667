package dev.offpeak.arm;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.stream.Collector;

/** ARM's error body: {@code {"error":{"code","message","target","details":[]}}} (rule V1); empty members are left out. */
final class ErrorBody {
    private ErrorBody() {}

    static String of(Refusal refusal) {
        return new JsonObject().put("error", error(refusal)).encode();
    }

    static Response response(Refusal refusal) {
        Response.ResponseBuilder response =
                Response.status(refusal.status()).entity(of(refusal)).type(MediaType.APPLICATION_JSON_TYPE);
        if (refusal.status() == 401) {
            response.header("WWW-Authenticate", "Bearer");
        }
        return response.build();
    }

    private static JsonObject error(Refusal refusal) {
        JsonObject error = new JsonObject().put("code", refusal.code()).put("message", refusal.message());
        refusal.target().ifPresent(target -> error.put("target", target));
        if (!refusal.details().isEmpty()) {
            error.put(
                    "details",
                    refusal.details().stream()
                            .map(ErrorBody::error)
                            .collect(Collector.of(JsonArray::new, JsonArray::add, JsonArray::addAll)));
        }
        return error;
    }
}
