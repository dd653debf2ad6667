package dev.offpeak.compute.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * The stored model as one api-version shows it (rule P6): one walk that leaves out what came later and what no contract knows.
 * What is shown whole is not copied, so a VM that has nothing to hide costs a look-up per property and no more.
 */
public final class ModelView {
    private static final String PROPERTIES = "properties";

    private final VmSchema schema;

    public ModelView(VmSchema schema) {
        this.schema = schema;
    }

    /**
     * Writes the parts of a stored model (see {@link StoredModel}) where a VM's body has them: {@code properties}, a new object
     * that the caller may add to, and the parts beside it. What is inside them is shared with the model, not to be changed.
     *
     * @return the body's {@code properties}
     */
    public ObjectNode show(ObjectNode model, String apiVersion, ObjectNode body) {
        int version = schema.classOf(apiVersion);
        Property inside = schema.root().member(PROPERTIES);
        ObjectNode properties = body.objectNode();
        for (Map.Entry<String, JsonNode> entry : model.properties()) {
            Property property = inside.member(entry.getKey());
            ObjectNode target = properties;
            if (property == null) {
                property = schema.root().member(entry.getKey());
                target = body;
            }
            if (property != null && property.isShownBy(version)) {
                target.set(entry.getKey(), value(property, entry.getValue(), version));
            }
        }
        body.set(PROPERTIES, properties);
        return properties;
    }

    private static JsonNode value(Property property, JsonNode stored, int version) {
        if (stored instanceof ObjectNode object) {
            return property.element() == null ? object(property, object, version) : map(property, object, version);
        }
        if (stored instanceof ArrayNode array && property.element() != null) {
            return array(property.element(), array, version);
        }
        return stored;
    }

    private static ObjectNode object(Property property, ObjectNode stored, int version) {
        if (property.members().isEmpty()) {
            return stored;
        }
        ObjectNode copy = null;
        int passed = 0;
        for (Map.Entry<String, JsonNode> entry : stored.properties()) {
            Property member = property.member(entry.getKey());
            JsonNode shown =
                    member == null || !member.isShownBy(version) ? null : value(member, entry.getValue(), version);
            if (copy == null && shown != entry.getValue()) {
                copy = first(stored, passed);
            }
            if (copy != null && shown != null) {
                copy.set(entry.getKey(), shown);
            }
            passed++;
        }
        return copy == null ? stored : copy;
    }

    private static ObjectNode first(ObjectNode stored, int count) {
        ObjectNode copy = stored.objectNode();
        int copied = 0;
        for (Map.Entry<String, JsonNode> entry : stored.properties()) {
            if (copied++ == count) {
                break;
            }
            copy.set(entry.getKey(), entry.getValue());
        }
        return copy;
    }

    private static ObjectNode map(Property property, ObjectNode stored, int version) {
        ObjectNode shown = stored.objectNode();
        stored.properties()
                .forEach(entry -> shown.set(entry.getKey(), value(property.element(), entry.getValue(), version)));
        return shown;
    }

    private static ArrayNode array(Property element, ArrayNode stored, int version) {
        for (int i = 0; i < stored.size(); i++) {
            if (value(element, stored.get(i), version) != stored.get(i)) {
                return copy(element, stored, version);
            }
        }
        return stored;
    }

    private static ArrayNode copy(Property element, ArrayNode stored, int version) {
        ArrayNode shown = stored.arrayNode(stored.size());
        stored.forEach(value -> shown.add(value(element, value, version)));
        return shown;
    }
}
