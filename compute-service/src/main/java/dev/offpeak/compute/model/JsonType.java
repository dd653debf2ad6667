package dev.offpeak.compute.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;

/** What a property's value is in JSON. */
public enum JsonType {
    OBJECT("object", "an object", JsonNode::isObject),
    ARRAY("array", "an array", JsonNode::isArray),
    /** An object whose names are the client's. */
    MAP("map", "an object", JsonNode::isObject),
    STRING("string", "a string", JsonNode::isTextual),
    BOOLEAN("boolean", "true or false", JsonNode::isBoolean),
    INTEGER("integer", "a whole number", node -> node.isIntegralNumber() && node.canConvertToInt()),
    NUMBER("number", "a number", JsonNode::isNumber);

    private final String schemaName;
    private final String description;
    private final Predicate<JsonNode> fits;

    JsonType(String schemaName, String description, Predicate<JsonNode> fits) {
        this.schemaName = schemaName;
        this.description = description;
        this.fits = fits;
    }

    /**
     * The type that the schema calls so.
     *
     * @throws IllegalArgumentException when there is none
     */
    static JsonType of(String schemaName) {
        for (JsonType type : values()) {
            if (type.schemaName.equals(schemaName)) {
                return type;
            }
        }
        throw new IllegalArgumentException("unknown JSON type " + schemaName);
    }

    /** Whether a value, not null, is of this type. */
    public boolean fits(JsonNode value) {
        return fits.test(value);
    }

    /** With its article, to end the sentence "It must be". */
    String description() {
        return description;
    }

    /** The name in the schema. */
    @Override
    public String toString() {
        return schemaName;
    }
}
