package dev.offpeak.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** JSON as text, so that it can hold what no tree can: members twice, numbers too large, no JSON at all. */
final class JsonTexts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NAMES = List.of(
            "properties",
            "location",
            "tags",
            "name",
            "id",
            "value",
            "type",
            "osProfile",
            "",
            "\\u0000",
            "\\ud800",
            "a.b");

    private JsonTexts() {}

    /** A pointer to every value of a body, itself included: object keys and list indexes. */
    static List<List<String>> paths(JsonNode node) {
        List<List<String>> paths = new ArrayList<>();
        collect(node, List.of(), paths);
        return paths;
    }

    private static void collect(JsonNode node, List<String> here, List<List<String>> paths) {
        paths.add(here);
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                collect(member.getValue(), below(here, member.getKey()), paths);
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.get(i), below(here, Integer.toString(i)), paths);
        }
    }

    private static List<String> below(List<String> here, String step) {
        List<String> path = new ArrayList<>(here);
        path.add(step);
        return path;
    }

    /** The body with the raw text in the place of one value; with {@code twice} an object's member stands there before, too. */
    static String replaced(JsonNode body, List<String> path, String raw, boolean twice) {
        StringBuilder text = new StringBuilder();
        write(body, path, 0, raw, twice, text);
        return text.toString();
    }

    private static void write(
            JsonNode node, List<String> path, int depth, String raw, boolean twice, StringBuilder text) {
        boolean onTheWay = path != null;
        if (onTheWay && depth == path.size()) {
            text.append(raw);
        } else if (node.isObject()) {
            text.append('{');
            String separator = "";
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                boolean next = onTheWay && path.get(depth).equals(member.getKey());
                text.append(separator).append(TextNode.valueOf(member.getKey())).append(':');
                if (next && twice && depth + 1 == path.size()) {
                    text.append(member.getValue())
                            .append(',')
                            .append(TextNode.valueOf(member.getKey()))
                            .append(':');
                }
                write(member.getValue(), next ? path : null, depth + 1, raw, twice, text);
                separator = ",";
            }
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            for (int i = 0; i < node.size(); i++) {
                boolean next = onTheWay && path.get(depth).equals(Integer.toString(i));
                text.append(i == 0 ? "" : ",");
                write(node.get(i), next ? path : null, depth + 1, raw, twice, text);
            }
            text.append(']');
        } else {
            text.append(node);
        }
    }

    /** Any JSON value. */
    static String random(Random random, int depth) {
        int choice = random.nextInt(depth > 4 ? 3 : 6);
        if (choice < 2) {
            return Odd.literal(random);
        }
        if (choice == 2) {
            return TextNode.valueOf(Odd.text(random)).toString();
        }
        StringBuilder text = new StringBuilder(choice == 3 ? "[" : "{");
        int members = random.nextInt(5);
        for (int i = 0; i < members; i++) {
            text.append(i == 0 ? "" : ",");
            if (choice != 3) {
                text.append('"').append(NAMES.get(random.nextInt(NAMES.size()))).append("\":");
            }
            text.append(random(random, depth + 1));
        }
        return text.append(choice == 3 ? "]" : "}").toString();
    }

    static Optional<JsonNode> read(byte[] text) {
        try {
            return Optional.ofNullable(JSON.readTree(text)).filter(node -> !node.isMissingNode());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @throws IllegalArgumentException for a seed that is no JSON */
    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A seed must be JSON: " + text, e);
        }
    }

    /** Every body that lacks one value of this one. */
    static List<JsonNode> smaller(JsonNode body) {
        List<JsonNode> smaller = new ArrayList<>();
        for (List<String> path : paths(body)) {
            if (!path.isEmpty()) {
                JsonNode copy = body.deepCopy();
                JsonNode parent = copy;
                for (String step : path.subList(0, path.size() - 1)) {
                    parent = parent.isArray() ? parent.get(Integer.parseInt(step)) : parent.get(step);
                }
                String last = path.get(path.size() - 1);
                if (parent.isArray()) {
                    ((ArrayNode) parent).remove(Integer.parseInt(last));
                } else {
                    ((ObjectNode) parent).remove(last);
                }
                smaller.add(copy);
            }
        }
        return smaller;
    }
}
