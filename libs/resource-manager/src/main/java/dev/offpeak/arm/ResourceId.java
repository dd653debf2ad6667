package dev.offpeak.arm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * An ARM resource id. Two ids are equal when they differ in casing only; the caller's casing is kept (rule V2).
 *
 * @param subscription as the caller wrote it
 * @param resourceGroup empty for what stands directly below a subscription or provider
 * @param provider namespace such as {@code Microsoft.Compute}; empty for subscriptions and resource groups
 * @param types resource types below the provider, outermost first, such as {@code [virtualMachines, extensions]}
 * @param names one per type
 */
public record ResourceId(
        String subscription,
        Optional<String> resourceGroup,
        Optional<String> provider,
        List<String> types,
        List<String> names) {

    private static final String COMPUTE = "Microsoft.Compute";

    public ResourceId {
        Objects.requireNonNull(subscription, "subscription");
        Objects.requireNonNull(resourceGroup, "resourceGroup");
        Objects.requireNonNull(provider, "provider");
        types = List.copyOf(types);
        names = List.copyOf(names);
        if (types.size() != names.size()) {
            throw new IllegalArgumentException("One name per type: " + types + ", " + names);
        }
        if (provider.isEmpty() && !types.isEmpty()) {
            throw new IllegalArgumentException("A resource type needs its provider: " + types);
        }
    }

    public static ResourceId subscription(String subscription) {
        return new ResourceId(subscription, Optional.empty(), Optional.empty(), List.of(), List.of());
    }

    public static ResourceId resourceGroup(String subscription, String resourceGroup) {
        return new ResourceId(subscription, Optional.of(resourceGroup), Optional.empty(), List.of(), List.of());
    }

    /** A resource of one type in a resource group. */
    public static ResourceId resource(
            String subscription, String resourceGroup, String provider, String type, String name) {
        return new ResourceId(
                subscription, Optional.of(resourceGroup), Optional.of(provider), List.of(type), List.of(name));
    }

    public static ResourceId virtualMachine(String subscription, String resourceGroup, String name) {
        return resource(subscription, resourceGroup, COMPUTE, "virtualMachines", name);
    }

    public static ResourceId availabilitySet(String subscription, String resourceGroup, String name) {
        return resource(subscription, resourceGroup, COMPUTE, "availabilitySets", name);
    }

    /** The id below this one, such as an extension of a VM. */
    public ResourceId child(String type, String name) {
        List<String> childTypes = new ArrayList<>(types);
        childTypes.add(type);
        List<String> childNames = new ArrayList<>(names);
        childNames.add(name);
        return new ResourceId(subscription, resourceGroup, provider, childTypes, childNames);
    }

    /**
     * The id of its resource group.
     *
     * @throws java.util.NoSuchElementException for what is in none
     */
    public ResourceId group() {
        return resourceGroup(subscription, resourceGroup.orElseThrow());
    }

    /**
     * Reads {@code /subscriptions/{s}[/resourceGroups/{g}][/providers/{ns}[/{type}/{name}]*]}; keywords in any casing.
     *
     * @return empty when it is not of that form
     */
    public static Optional<ResourceId> find(String id) {
        List<String> segments = new ArrayList<>();
        for (String segment : id.split("/", -1)) {
            segments.add(segment);
        }
        if (segments.size() < 3 || !segments.get(0).isEmpty() || segments.size() % 2 == 0) {
            return Optional.empty();
        }
        if (segments.stream().skip(1).anyMatch(String::isBlank)
                || !segments.get(1).equalsIgnoreCase("subscriptions")) {
            return Optional.empty();
        }
        int next = 3;
        Optional<String> resourceGroup = Optional.empty();
        if (next < segments.size() && segments.get(next).equalsIgnoreCase("resourceGroups")) {
            resourceGroup = Optional.of(segments.get(next + 1));
            next += 2;
        }
        Optional<String> provider = Optional.empty();
        if (next < segments.size()) {
            if (!segments.get(next).equalsIgnoreCase("providers")) {
                return Optional.empty();
            }
            provider = Optional.of(segments.get(next + 1));
            next += 2;
        }
        List<String> types = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (; next < segments.size(); next += 2) {
            types.add(segments.get(next));
            names.add(segments.get(next + 1));
        }
        return Optional.of(new ResourceId(segments.get(2), resourceGroup, provider, types, names));
    }

    /** @throws IllegalArgumentException when it is not a resource id */
    public static ResourceId parse(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("'" + id + "' is not a resource id"));
    }

    /** Such as {@code Microsoft.Compute/virtualMachines}; for ids without a provider ARM's own types. */
    public String type() {
        if (provider.isPresent()) {
            return types.isEmpty() ? provider.get() : provider.get() + "/" + String.join("/", types);
        }
        return resourceGroup.isPresent() ? "Microsoft.Resources/resourceGroups" : "Microsoft.Resources/subscriptions";
    }

    /** The innermost name. */
    public String name() {
        if (!names.isEmpty()) {
            return names.get(names.size() - 1);
        }
        return provider.orElseGet(() -> resourceGroup.orElse(subscription));
    }

    /** Whether it is of that type, in any casing. */
    public boolean isA(String type) {
        return type().equalsIgnoreCase(type);
    }

    /** Lower case; what ids are compared, stored and joined by. */
    public String key() {
        return toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourceId && key().equals(((ResourceId) other).key());
    }

    @Override
    public int hashCode() {
        return key().hashCode();
    }

    /** The id as ARM writes it, names in the caller's casing. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("/subscriptions/").append(subscription);
        resourceGroup.ifPresent(group -> text.append("/resourceGroups/").append(group));
        provider.ifPresent(namespace -> text.append("/providers/").append(namespace));
        for (int i = 0; i < types.size(); i++) {
            text.append('/').append(types.get(i)).append('/').append(names.get(i));
        }
        return text.toString();
    }
}
