package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads members of a JSON object with the type they must have; null counts as absent, a wrong type is refused with the member's
 * path (rule V4).
 */
final class Fields {
    private final ObjectNode object;
    private final String path;

    private Fields(ObjectNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /** The members of a whole body. */
    static Fields of(ObjectNode body) {
        return new Fields(body, "");
    }

    ObjectNode json() {
        return object;
    }

    Optional<String> text(String member) {
        return read(member, JsonNode::isTextual, "a string").map(JsonNode::textValue);
    }

    Optional<Boolean> flag(String member) {
        return read(member, JsonNode::isBoolean, "true or false").map(JsonNode::booleanValue);
    }

    Optional<Integer> number(String member) {
        return read(member, node -> node.isIntegralNumber() && node.canConvertToInt(), "a whole number")
                .map(JsonNode::intValue);
    }

    /** The member object; an empty one when absent. */
    Fields object(String member) {
        return optionalObject(member).orElseGet(() -> new Fields(object.objectNode(), pathOf(member)));
    }

    Optional<Fields> optionalObject(String member) {
        return read(member, JsonNode::isObject, "an object").map(node -> new Fields((ObjectNode) node, pathOf(member)));
    }

    Optional<List<String>> texts(String member) {
        return read(member, JsonNode::isArray, "an array of strings").map(array -> {
            List<String> values = new ArrayList<>();
            array.forEach(value -> {
                if (!value.isTextual()) {
                    throw wrongType(member, "an array of strings");
                }
                values.add(value.textValue());
            });
            return values;
        });
    }

    private String pathOf(String member) {
        return path.isEmpty() ? member : path + "." + member;
    }

    private Optional<JsonNode> read(String member, Predicate<JsonNode> fits, String expected) {
        JsonNode node = object.get(member);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!fits.test(node)) {
            throw wrongType(member, expected);
        }
        return Optional.of(node);
    }

    private RefusedException wrongType(String member, String expected) {
        return new RefusedException(ArmRefusal.invalidParameter(
                pathOf(member), "The value of parameter '" + pathOf(member) + "' must be " + expected + "."));
    }
}
