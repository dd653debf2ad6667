package dev.offpeak.orchestrator.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import dev.offpeak.messaging.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Records as they are stored: JSON with ISO durations and instants. */
final class StoredJson {
    private StoredJson() {}

    static JsonObject write(Object value) {
        return new JsonObject(text(value));
    }

    static JsonArray writeAll(List<?> values) {
        return new JsonArray(text(values));
    }

    static <T> T read(JsonObject json, Class<T> type) {
        return read(json.encode(), Json.mapper().constructType(type));
    }

    static <T> List<T> readAll(JsonArray json, Class<T> type) {
        return read(json.encode(), Json.mapper().getTypeFactory().constructCollectionType(List.class, type));
    }

    private static String text(Object value) {
        try {
            return Json.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("This can't be written as JSON: " + value, e);
        }
    }

    private static <T> T read(String text, JavaType type) {
        try {
            return Json.mapper().readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The database holds a " + type + " that can't be read: " + text, e);
        }
    }
}
