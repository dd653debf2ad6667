package dev.offpeak.compute.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.MergePatch;

/** How a request's properties become the VM's; neither argument is changed. */
final class ModelMerge {
    private ModelMerge() {}

    /**
     * As Azure's PUT does it (rules P10, V4): what the body leaves out keeps its value, null counts as left out, objects merge,
     * everything else, arrays too, is replaced.
     */
    static ObjectNode put(ObjectNode before, ObjectNode body) {
        ObjectNode merged = before.deepCopy();
        body.properties().forEach(member -> {
            JsonNode said = member.getValue();
            if (said.isObject()) {
                merged.set(member.getKey(), put(objectIn(before, member.getKey()), (ObjectNode) said));
            } else if (!said.isNull()) {
                merged.set(member.getKey(), said.deepCopy());
            }
        });
        return merged;
    }

    /** As RFC 7396 has it (rule V4): like {@link #put}, except that null removes. */
    static ObjectNode patch(ObjectNode before, ObjectNode body) {
        return (ObjectNode) MergePatch.apply(before, body);
    }

    private static ObjectNode objectIn(ObjectNode parent, String member) {
        return parent.get(member) instanceof ObjectNode child ? child : parent.objectNode();
    }
}
