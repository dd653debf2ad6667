package dev.offpeak.compute.agents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** OpenAPI schemas as records dictate them: a component is required unless it is an Optional, enums have their wire spelling. */
final class RecordSchemas {
    private final Map<String, ObjectNode> schemas = new TreeMap<>();

    private RecordSchemas() {}

    /** The schemas of these records and of all they refer to, by name. */
    static Map<String, ObjectNode> of(List<Class<?>> records) {
        RecordSchemas all = new RecordSchemas();
        records.forEach(all::reference);
        return all.schemas;
    }

    private ObjectNode reference(Class<?> type) {
        String name = type.getSimpleName();
        if (!schemas.containsKey(name)) {
            schemas.put(name, object());
            schemas.put(name, type.isEnum() ? words(type) : record(type));
        }
        return object().put("$ref", "#/components/schemas/" + name);
    }

    private static ObjectNode words(Class<?> type) {
        ObjectNode schema = object().put("type", "string");
        ArrayNode words = schema.putArray("enum");
        for (Object constant : type.getEnumConstants()) {
            words.add(constant.toString());
        }
        return schema;
    }

    private ObjectNode record(Class<?> type) {
        ObjectNode schema = object().put("type", "object");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        ObjectNode properties = object();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getType() != Optional.class) {
                required.add(component.getName());
            }
            properties.set(component.getName(), schema(component.getGenericType()));
        }
        schema.set("required", required);
        schema.set("properties", properties);
        return schema;
    }

    private ObjectNode schema(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type argument = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (generic.getRawType() == Optional.class) {
                return schema(argument);
            }
            ObjectNode container = object();
            if (generic.getRawType() == List.class) {
                container.put("type", "array").set("items", schema(argument));
            } else {
                container.put("type", "object").set("additionalProperties", schema(argument));
            }
            return container;
        }
        return plain((Class<?>) type);
    }

    private ObjectNode plain(Class<?> type) {
        if (type == String.class) {
            return object().put("type", "string");
        }
        if (type == Instant.class) {
            return object().put("type", "string").put("format", "date-time");
        }
        if (type == boolean.class) {
            return object().put("type", "boolean");
        }
        if (type == long.class) {
            return object().put("type", "integer").put("format", "int64");
        }
        if (type == double.class) {
            return object().put("type", "number").put("format", "double");
        }
        if (type.isRecord() || type.isEnum()) {
            return reference(type);
        }
        throw new IllegalArgumentException("say here how " + type + " is written");
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
