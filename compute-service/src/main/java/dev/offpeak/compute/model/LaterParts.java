package dev.offpeak.compute.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps an older api-version from taking away what it can't see. Merging keeps what a request leaves out of objects, but replaces
 * arrays: a client that reads a data disk, and sends it back as it saw it, would lose the disk's later properties. So each
 * element gets back those of the stored element that it stands for.
 */
public final class LaterParts {
    /** What tells elements of an array apart, the first that it has; without any, their place does. */
    private static final List<String> KEYS = List.of("lun", "id", "name", "path");

    private final VmSchema schema;

    public LaterParts(VmSchema schema) {
        this.schema = schema;
    }

    /** Adds them to what is said, in place; both are models as {@link StoredModel} has them. */
    public void keep(ObjectNode stored, ObjectNode said, String apiVersion) {
        int version = schema.classOf(apiVersion);
        said.properties().forEach(entry -> schema.root()
                .find("properties")
                .flatMap(properties -> properties.find(entry.getKey()))
                .or(() -> schema.root().find(entry.getKey()))
                .ifPresent(property -> keep(property, stored.get(entry.getKey()), entry.getValue(), version, false)));
    }

    private static void keep(Property property, JsonNode stored, JsonNode said, int version, boolean inArray) {
        if (stored instanceof ObjectNode before && said instanceof ObjectNode now) {
            if (inArray) {
                addLater(property, before, now, version);
            }
            for (Map.Entry<String, JsonNode> entry : now.properties()) {
                Property member = property.member(entry.getKey());
                if (member != null && member.isIn(version)) {
                    keep(member, before.get(entry.getKey()), entry.getValue(), version, inArray);
                }
            }
        } else if (stored instanceof ArrayNode before && said instanceof ArrayNode now && property.element() != null) {
            for (int i = 0; i < now.size(); i++) {
                JsonNode element = now.get(i);
                int place = i;
                standsFor(element, place, before)
                        .ifPresent(one -> keep(property.element(), one, element, version, true));
            }
        }
    }

    private static void addLater(Property property, ObjectNode before, ObjectNode now, int version) {
        before.properties().forEach(entry -> {
            Property member = property.member(entry.getKey());
            if (member != null && !member.isIn(version)) {
                now.set(entry.getKey(), entry.getValue());
            }
        });
    }

    private static Optional<JsonNode> standsFor(JsonNode element, int place, ArrayNode among) {
        Optional<String> key = KEYS.stream().filter(element::has).findFirst();
        if (key.isEmpty()) {
            return Optional.ofNullable(among.get(place));
        }
        String wanted = element.get(key.get()).asText();
        for (JsonNode one : among) {
            if (one.has(key.get()) && one.get(key.get()).asText().equalsIgnoreCase(wanted)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }
}
