package dev.offpeak.orchestrator.domain;

import dev.offpeak.time.WindowScopes;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whose off-peak hours a policy chooses (rule U1).
 *
 * @param id in lower case, as {@link WindowScopes} has it
 */
public record WindowScope(String id) {
    private static final String SUBSCRIPTION = "/subscriptions/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final String GROUP = SUBSCRIPTION + "/resourcegroups/[^/]{1,90}";
    private static final Pattern ARM = Pattern.compile("(?<subscription>" + SUBSCRIPTION + ")|(?<group>" + GROUP
            + ")|(?<vm>" + GROUP + "/providers/microsoft\\.compute/virtualmachines/[^/]{1,64})");
    private static final Pattern TAG_NAME = Pattern.compile("[^<>%&\\\\?/]{1,512}");
    private static final int LONGEST_TAG_VALUE = 256;

    /** The whole platform, a subscription, a resource group or a VM; in any casing. */
    public static WindowScope ofId(String given) {
        String id = given.toLowerCase(Locale.ROOT);
        if (!id.equals(WindowScopes.PLATFORM) && !ARM.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "'" + given
                            + "' is no scope: use the id of a subscription, resource group or virtual machine, or / for everything.");
        }
        return new WindowScope(id);
    }

    /** Every VM with that tag; neither name nor value go by their casing. */
    public static WindowScope ofTag(String name, String value) {
        if (!TAG_NAME.matcher(name).matches() || value.length() > LONGEST_TAG_VALUE) {
            throw new IllegalArgumentException(
                    "A tag's name has 1 to 512 characters without < > % & \\ ? /, its value at most 256.");
        }
        return new WindowScope(WindowScopes.tag(name, value));
    }

    /** The highest one wins: VM, tag, resource group, subscription, platform. */
    public int precedence() {
        if (id.equals(WindowScopes.PLATFORM)) {
            return 0;
        }
        if (id.startsWith(WindowScopes.TAGS)) {
            return 3;
        }
        var parts = ARM.matcher(id);
        if (!parts.matches()) {
            throw new IllegalStateException("'" + id + "' is no scope.");
        }
        return parts.group("vm") != null ? 4 : parts.group("group") != null ? 2 : 1;
    }
}
