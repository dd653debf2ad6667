package dev.offpeak.compute.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.offpeak.compute.model.Property.Access;
import dev.offpeak.compute.model.Property.Facts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Every property of a VM in every api-version, read from {@code vm-schema.json}: the one place that says what exists, since when,
 * and how it is spelt. Api-versions between which nothing changed are one class; classes are small numbers, so that asking whether
 * a version has a property is one comparison.
 */
public final class VmSchema {
    /** The oldest api-version. */
    public static final String FIRST = "2020-06-01";

    private static final String RESOURCE = "/vm-schema.json";
    private static final VmSchema BUILT_IN = load();

    private final Property root;
    private final List<Property> all;
    private final List<String> changes;

    private VmSchema(Property root, List<Property> all, List<String> changes) {
        this.root = root;
        this.all = List.copyOf(all);
        this.changes = changes;
    }

    /** The platform's. */
    public static VmSchema builtIn() {
        return BUILT_IN;
    }

    /** The whole body of a VM. */
    public Property root() {
        return root;
    }

    /** Every property, what it is in before it. */
    public List<Property> all() {
        return all;
    }

    /** The api-versions that brought or took away something, oldest first, {@link #FIRST} among them. */
    public List<String> changes() {
        return changes;
    }

    /** The class of an api-version: how many of {@link #changes} it has seen. */
    int classOf(String apiVersion) {
        return classOf(changes, apiVersion);
    }

    /**
     * @param document {@code {"properties": [{path, type, since, until, access, fixed, words, closed, strict}]}}, parents first
     * @throws IllegalArgumentException when it contradicts itself
     */
    static VmSchema read(JsonNode document) {
        List<Facts> facts = new ArrayList<>();
        document.path("properties").forEach(node -> facts.add(facts(node)));
        TreeSet<String> dates = new TreeSet<>(List.of(FIRST));
        facts.forEach(one -> {
            dates.add(one.since());
            one.until().ifPresent(dates::add);
        });
        List<String> changes = List.copyOf(dates);

        Property root = new Property(
                new Facts(
                        "",
                        JsonType.OBJECT,
                        FIRST,
                        false,
                        Optional.empty(),
                        Access.ORDINARY,
                        Optional.empty(),
                        List.of(),
                        false,
                        Optional.empty()),
                "",
                0,
                Integer.MAX_VALUE);
        Map<String, Property> byPath = new LinkedHashMap<>(Map.of("", root));
        List<Property> all = new ArrayList<>();
        for (Facts one : facts) {
            Property parent = Optional.ofNullable(byPath.get(parentOf(one.path())))
                    .orElseThrow(() -> new IllegalArgumentException("nothing in the schema holds " + one.path()));
            if (one.since().compareTo(parent.facts().since()) < 0) {
                throw new IllegalArgumentException(one.path() + " is older than what holds it");
            }
            Property property = new Property(
                    one,
                    nameOf(one.path()),
                    classOf(changes, one.since()),
                    one.until().map(date -> classOf(changes, date)).orElse(Integer.MAX_VALUE));
            parent.add(property);
            byPath.put(one.path(), property);
            all.add(property);
        }
        return new VmSchema(root, all, changes);
    }

    private static VmSchema load() {
        try (InputStream in = VmSchema.class.getResourceAsStream(RESOURCE)) {
            return read(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " can't be read", e);
        }
    }

    private static Facts facts(JsonNode node) {
        List<String> words = new ArrayList<>();
        node.path("words").forEach(word -> words.add(word.textValue()));
        return new Facts(
                node.path("path").textValue(),
                JsonType.of(node.path("type").textValue()),
                text(node, "since").orElse(FIRST),
                node.path("approximate").booleanValue(),
                text(node, "until"),
                text(node, "access")
                        .map(access -> access.equals("secret") ? Access.SECRET : Access.READ_ONLY)
                        .orElse(Access.ORDINARY),
                text(node, "fixed"),
                words,
                node.path("closed").booleanValue(),
                text(node, "strict"));
    }

    private static Optional<String> text(JsonNode node, String member) {
        return Optional.ofNullable(node.path(member).textValue());
    }

    private static int classOf(List<String> changes, String apiVersion) {
        int seen = 0;
        while (seen < changes.size() && changes.get(seen).compareTo(apiVersion) <= 0) {
            seen++;
        }
        return seen;
    }

    private static String parentOf(String path) {
        return path.substring(0, path.length() - nameOf(path).length()).replaceFirst("\\.$", "");
    }

    private static String nameOf(String path) {
        return path.endsWith("[]") ? "[]" : path.substring(path.lastIndexOf('.') + 1);
    }
}
