package dev.offpeak.compute.model;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.compute.domain.ModelRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is stored of a VM's body: its {@code properties}, and beside them, on the same level, the parts that ARM has outside of
 * them, such as {@code identity} and {@code plan}; no name is used by both. Place and tags are stored apart.
 */
public final class StoredModel {
    private static final String PROPERTIES = "properties";
    private static final Set<String> APART = Set.of(PROPERTIES, "location", "zones", "tags");

    private record Fixed(JsonPointer where, String name) {}

    private final List<Fixed> fixed;
    private final List<String> beside;

    /** @throws IllegalArgumentException when a part beside the properties is called as one of them is */
    public StoredModel(VmSchema schema) {
        fixed = schema.all().stream()
                .filter(property -> property.facts().fixedAs().isPresent())
                .map(property -> new Fixed(
                        pointer(property.facts().path()),
                        property.facts().fixedAs().get()))
                .toList();
        Property properties = schema.root().member(PROPERTIES);
        List<String> parts = new ArrayList<>();
        for (Property part : schema.root().members()) {
            if (!APART.contains(part.name()) && part.facts().access() == Property.Access.ORDINARY) {
                if (properties.member(part.name()) != null) {
                    throw new IllegalArgumentException(part + " is the name of a property too");
                }
                parts.add(part.name());
            }
        }
        beside = List.copyOf(parts);
    }

    /** The part of a request, as {@link RequestReader} understood it, that is merged into the stored model. */
    public ObjectNode of(ObjectNode request) {
        ObjectNode said = request.objectNode();
        if (request.get(PROPERTIES) instanceof ObjectNode properties) {
            said.setAll(properties);
        }
        beside.forEach(part -> {
            if (request.has(part)) {
                said.set(part, request.get(part));
            }
        });
        return said;
    }

    /** Refuses a change of what can be said at creation only; what was never said may be said later. */
    public Optional<ModelRefusal> changeOfFixed(ObjectNode before, ObjectNode after) {
        return fixed.stream()
                .filter(one -> differ(before.at(one.where()), after.at(one.where())))
                .map(Fixed::name)
                .sorted()
                .findFirst()
                .map(name -> new ModelRefusal.ChangeNotAllowed(
                        name, "It is fixed when the VM is created; leave it out, or say what it is."));
    }

    private static boolean differ(JsonNode before, JsonNode after) {
        if (before.isMissingNode()) {
            return false;
        }
        return before.isTextual() && after.isTextual()
                ? !before.textValue().equalsIgnoreCase(after.textValue())
                : !before.equals(after);
    }

    private static JsonPointer pointer(String path) {
        String inModel = path.startsWith(PROPERTIES + ".") ? path.substring(PROPERTIES.length() + 1) : path;
        return JsonPointer.compile("/" + inModel.replace('.', '/'));
    }
}
