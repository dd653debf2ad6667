package dev.offpeak.compute.model;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One property of the contract, with what is inside it. Immutable once the schema is read. */
public final class Property {
    /** Who may say it, and who may see it. */
    public enum Access {
        /** Said by clients and shown to them. */
        ORDINARY,
        /** The platform's; dropped when a client says it. */
        READ_ONLY,
        /** Checked, then dropped: neither stored nor shown. */
        SECRET
    }

    /**
     * What the schema says of it.
     *
     * @param path with dots; {@code []} is an element of an array, {@code *} a value of a map
     * @param type of its value
     * @param since the api-version that brought it
     * @param approximate whether an api-version a little before may have brought it
     * @param until the first api-version without it; empty when it stayed
     * @param access who says and sees it
     * @param fixedAs what a refusal to change it calls it; empty when it may change
     * @param words the contract's words for it; empty when it has none
     * @param closed whether other words are refused
     * @param strictName name of the contract's type when members it does not know are refused (rule P6); empty when they are ignored
     */
    public record Facts(
            String path,
            JsonType type,
            String since,
            boolean approximate,
            Optional<String> until,
            Access access,
            Optional<String> fixedAs,
            List<String> words,
            boolean closed,
            Optional<String> strictName) {
        public Facts {
            words = List.copyOf(words);
        }
    }

    private final Facts facts;
    private final String name;
    private final int from;
    private final int before;
    private final int shownFrom;
    private final Map<String, Property> members = new LinkedHashMap<>();
    private final Map<String, Property> membersByLowerCase = new HashMap<>();
    private Property element;
    private Property parent;

    /**
     * @param from class of the api-version that brought it
     * @param before class of the first api-version without it
     */
    Property(Facts facts, String name, int from, int before) {
        this.facts = facts;
        // Jackson interns names too, so that finding a member compares references.
        this.name = name.intern();
        this.from = from;
        this.before = before;
        this.shownFrom = facts.access() == Access.SECRET ? before : from;
    }

    void add(Property inside) {
        inside.parent = this;
        if (inside.name.equals("[]") || inside.name.equals("*")) {
            element = inside;
        } else if (membersByLowerCase.putIfAbsent(inside.name.toLowerCase(Locale.ROOT), inside) != null) {
            throw new IllegalArgumentException(inside.facts.path() + " is in the schema twice");
        } else {
            members.put(inside.name, inside);
        }
    }

    public Facts facts() {
        return facts;
    }

    /** In the contract's spelling, without what it is in. */
    public String name() {
        return name;
    }

    /** What an object has, in the contract's order. */
    public Collection<Property> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    /** The member spelt exactly so; null when there is none, as this is asked for every property of every VM shown. */
    Property member(String exactName) {
        return members.get(exactName);
    }

    /** The member of that name, whatever its casing. */
    public Optional<Property> find(String said) {
        Property exact = members.get(said);
        return exact != null
                ? Optional.of(exact)
                : Optional.ofNullable(membersByLowerCase.get(said.toLowerCase(Locale.ROOT)));
    }

    /** What an array or a map holds. */
    Property element() {
        return element;
    }

    /** Whether an api-version of that class has it. */
    boolean isIn(int versionClass) {
        return from <= versionClass && versionClass < before;
    }

    /** Whether it is kept in the database and shown by an api-version of that class. */
    boolean isShownBy(int versionClass) {
        return shownFrom <= versionClass && versionClass < before;
    }

    /** What it is in; null for the whole body. */
    Property parent() {
        return parent;
    }

    /** Whether it is about patching, so that a version which does not know it refuses it (rule P6). */
    boolean isStrict() {
        return facts.strictName().isPresent() || parent.facts.strictName().isPresent();
    }

    @Override
    public String toString() {
        return facts.path();
    }
}
