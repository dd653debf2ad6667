package dev.offpeak.time;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whose off-peak hours a policy may choose (rule U1), and which one counts for a VM: that of the narrowest scope that has one. Narrow
 * to wide: the VM itself, its tags by name and value, its resource group, its subscription, the whole platform. Scopes are in lower
 * case, so neither ids nor tags go by their casing.
 */
public final class WindowScopes {
    /** The whole platform. */
    public static final String PLATFORM = "/";

    /** What the scopes of tags begin with. */
    public static final String TAGS = "/tags/";

    private WindowScopes() {}

    /** The scope of every VM with that tag. Names of tags have no slash, so two tags never share a scope. */
    public static String tag(String name, String value) {
        return TAGS + lower(name) + "/" + lower(value);
    }

    /** The scopes of a VM's tags, in their order. */
    public static List<String> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> tag(tag.getKey(), tag.getValue()))
                .sorted()
                .toList();
    }

    /**
     * All scopes of a VM, narrowest first.
     *
     * @param resourceId ARM id of the VM
     * @param groupId of its resource group
     * @param subscriptionId of it
     * @param tagScopes as {@link #tags} has them
     */
    public static List<String> of(String resourceId, String groupId, String subscriptionId, List<String> tagScopes) {
        List<String> scopes = new ArrayList<>();
        scopes.add(lower(resourceId));
        scopes.addAll(tagScopes);
        scopes.add(lower(groupId));
        scopes.add("/subscriptions/" + lower(subscriptionId));
        scopes.add(PLATFORM);
        return scopes;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
