package dev.offpeak.compute.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.compute.domain.NearestWord;
import dev.offpeak.compute.model.Property.Access;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request says of a VM, in the contract's spelling. One walk over the body:
 *
 * <ol>
 *   <li>names are matched whatever their casing; the same property said twice is refused;
 *   <li>what the contract, or the request's api-version, does not know is dropped (rule V4), except that an unknown or later
 *       property of patching is refused with what to do (rule P6);
 *   <li>what only the platform says is dropped;
 *   <li>a value of the wrong type is refused with its path (rule V4); null is kept for a PATCH to remove what it names;
 *   <li>words take the contract's casing, and a closed list refuses others with the nearest (as rule P8 does);
 *   <li>secrets are dropped once checked, so that nothing behind this class ever holds one.
 * </ol>
 */
public final class RequestReader {
    private final VmSchema schema;

    public RequestReader(VmSchema schema) {
        this.schema = schema;
    }

    /**
     * The body as this platform understands it; the argument is not changed.
     *
     * @throws RefusedException (400) with the path of what is wrong
     */
    public ObjectNode read(ObjectNode body, String apiVersion) {
        return new Walk(apiVersion).object(schema.root(), body, "", false);
    }

    private final class Walk {
        private final String apiVersion;
        private final int version;

        Walk(String apiVersion) {
            this.apiVersion = apiVersion;
            this.version = schema.classOf(apiVersion);
        }

        /** In the contract's order, so that of several faults the same one is told whatever the order of the body. */
        ObjectNode object(Property type, ObjectNode body, String path, boolean inArray) {
            Map<Property, JsonNode> said = new HashMap<>();
            for (String name : sortedNames(body)) {
                take(type, name, body.get(name), path, said);
            }
            ObjectNode read = JsonNodeFactory.instance.objectNode();
            for (Property member : type.members()) {
                JsonNode value = said.get(member);
                if (value != null) {
                    read(member, value, pathOf(path, member.name()), inArray, read);
                }
            }
            return read;
        }

        /** Finds out which property is meant; refuses what may not be said, and leaves out what is ignored. */
        private void take(Property type, String name, JsonNode value, String path, Map<Property, JsonNode> said) {
            Optional<Property> known = type.find(name);
            if (known.isEmpty()) {
                if (isStrict(type) && !value.isNull()) {
                    throw unknownMember(type, name, spellingAdvice(type, name), pathOf(path, name));
                }
                return;
            }
            Property member = known.get();
            if (said.putIfAbsent(member, value) != null) {
                throw refuse(
                        pathOf(path, member.name()),
                        "The property '" + pathOf(path, member.name())
                                + "' is said twice, in two casings. Say it once, as '" + member.name() + "'.");
            }
        }

        private void read(Property member, JsonNode value, String path, boolean inArray, ObjectNode into) {
            if (!member.isIn(version)) {
                if (member.isStrict() && !value.isNull()) {
                    throw unknownMember(member.parent(), member.name(), versionAdvice(member), path);
                }
                return;
            }
            if (member.facts().access() == Access.READ_ONLY) {
                return;
            }
            if (value.isNull()) {
                if (!inArray) {
                    into.set(member.name(), value);
                }
                return;
            }
            JsonNode understood = value(member, value, path, inArray);
            if (member.facts().access() != Access.SECRET) {
                into.set(member.name(), understood);
            }
        }

        private JsonNode value(Property property, JsonNode said, String path, boolean inArray) {
            JsonType type = property.facts().type();
            if (!type.fits(said)) {
                throw refuse(path, "The value of parameter '" + path + "' must be " + type.description() + ".");
            }
            return switch (type) {
                case OBJECT ->
                    property.members().isEmpty() ? said.deepCopy() : object(property, (ObjectNode) said, path, inArray);
                case ARRAY -> array(property.element(), (ArrayNode) said, path);
                case MAP -> map(property.element(), (ObjectNode) said, path, inArray);
                case STRING -> word(property, said, path);
                case BOOLEAN, INTEGER, NUMBER -> said;
            };
        }

        private ArrayNode array(Property element, ArrayNode said, String path) {
            ArrayNode read = JsonNodeFactory.instance.arrayNode(said.size());
            for (int i = 0; i < said.size(); i++) {
                read.add(value(element, said.get(i), path + "[" + i + "]", true));
            }
            return read;
        }

        private ObjectNode map(Property element, ObjectNode said, String path, boolean inArray) {
            ObjectNode read = JsonNodeFactory.instance.objectNode();
            said.properties()
                    .forEach(entry -> read.set(
                            entry.getKey(),
                            entry.getValue().isNull()
                                    ? entry.getValue()
                                    : value(element, entry.getValue(), pathOf(path, entry.getKey()), inArray)));
            return read;
        }

        private JsonNode word(Property property, JsonNode said, String path) {
            List<String> words = property.facts().words();
            if (words.isEmpty()) {
                return said;
            }
            String text = said.textValue();
            for (String word : words) {
                if (word.equalsIgnoreCase(text)) {
                    return word.equals(text) ? said : TextNode.valueOf(word);
                }
            }
            if (!property.facts().closed()) {
                return said;
            }
            throw refuse(
                    path,
                    "The value '" + text + "' of parameter '" + property.name() + "' is invalid. Allowed values are: "
                            + String.join(", ", words) + ". "
                            + NearestWord.of(text, words)
                                    .map(word -> "Did you mean '" + word + "'?")
                                    .orElse("Use one of them."));
        }

        /** In Azure's words, and what to do about it. */
        private RefusedException unknownMember(Property type, String said, String advice, String path) {
            String typeName = type.facts().strictName().orElseGet(() -> capitalised(type.name()));
            return new RefusedException(ArmRefusal.of(
                            400,
                            "BadRequest",
                            "Could not find member '" + said + "' on object of type '" + typeName + "'. Path '" + path
                                    + "'. " + advice)
                    .about(path));
        }

        private String versionAdvice(Property later) {
            return "It needs api-version " + later.facts().since() + " or later; this request's is " + apiVersion + ".";
        }

        private String spellingAdvice(Property type, String said) {
            List<String> names = type.members().stream()
                    .filter(member -> member.isIn(version))
                    .map(Property::name)
                    .sorted()
                    .toList();
            return NearestWord.of(said, names)
                    .map(name -> "Did you mean '" + name + "'?")
                    .orElse("Known members are: " + String.join(", ", names) + ".");
        }
    }

    private static List<String> sortedNames(ObjectNode body) {
        List<String> names = new ArrayList<>(body.size());
        body.fieldNames().forEachRemaining(names::add);
        Collections.sort(names);
        return names;
    }

    private static boolean isStrict(Property type) {
        return type.facts().strictName().isPresent();
    }

    private static String capitalised(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private static String pathOf(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static RefusedException refuse(String path, String message) {
        return new RefusedException(ArmRefusal.invalidParameter(path, message));
    }
}
