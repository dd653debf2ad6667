package dev.offpeak.compute.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** Between Jackson's trees, which the ARM side works on, and the driver's JSON columns. */
final class JsonColumns {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonColumns() {}

    /** A column that was selected as text: the driver would make a tree of its own out of JSON first. */
    static ObjectNode object(String column) {
        try {
            return (ObjectNode) MAPPER.readTree(column);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored JSON column does not parse", e);
        }
    }

    /** A column that was selected as text. */
    static Map<String, String> tags(String column) {
        Map<String, String> tags = new TreeMap<>();
        object(column)
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return Map.copyOf(tags);
    }

    static Map<String, String> tags(JsonObject column) {
        Map<String, String> tags = new TreeMap<>();
        column.forEach(entry -> tags.put(entry.getKey(), String.valueOf(entry.getValue())));
        return Map.copyOf(tags);
    }

    static JsonObject json(Map<String, String> tags) {
        JsonObject column = new JsonObject();
        tags.forEach(column::put);
        return column;
    }
}
