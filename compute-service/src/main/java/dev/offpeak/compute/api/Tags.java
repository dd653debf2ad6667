package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.RefusedException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tags of a resource as ARM takes them: at most 50, names up to 512 characters, values up to 256. */
final class Tags {
    private static final int MOST = 50;
    private static final int LONGEST_NAME = 512;
    private static final int LONGEST_VALUE = 256;

    private Tags() {}

    /** The member {@code tags} of a body, checked; empty when absent. */
    static Optional<ObjectNode> read(Fields body) {
        Optional<Fields> tags = body.optionalObject("tags");
        tags.ifPresent(Tags::check);
        return tags.map(Fields::json);
    }

    /** PUT replaces all tags. */
    static Map<String, String> put(Map<String, String> before, Optional<ObjectNode> said) {
        return said.map(tags -> patched(Map.of(), tags)).orElse(before);
    }

    /** PATCH adds, replaces, and removes those that are null (rule V4). */
    static Map<String, String> patch(Map<String, String> before, Optional<ObjectNode> said) {
        return said.map(tags -> patched(before, tags)).orElse(before);
    }

    private static Map<String, String> patched(Map<String, String> before, ObjectNode said) {
        Map<String, String> after = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        after.putAll(before);
        said.properties().forEach(tag -> {
            after.remove(tag.getKey());
            if (!tag.getValue().isNull()) {
                after.put(tag.getKey(), tag.getValue().textValue());
            }
        });
        return Map.copyOf(after);
    }

    private static void check(Fields tags) {
        if (tags.json().size() > MOST) {
            throw refuse("A resource can have at most " + MOST + " tags; "
                    + tags.json().size() + " were given.");
        }
        tags.json().fieldNames().forEachRemaining(name -> {
            if (name.isEmpty() || name.length() > LONGEST_NAME) {
                throw refuse("A tag's name must have 1 to " + LONGEST_NAME + " characters.");
            }
            if (tags.text(name).filter(value -> value.length() > LONGEST_VALUE).isPresent()) {
                throw refuse("The value of tag '" + name + "' must have at most " + LONGEST_VALUE + " characters.");
            }
        });
    }

    private static RefusedException refuse(String message) {
        return new RefusedException(ArmRefusal.invalidParameter("tags", message));
    }
}
