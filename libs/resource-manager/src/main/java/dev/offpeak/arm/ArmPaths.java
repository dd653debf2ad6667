package dev.offpeak.arm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Paths as our resources spell them (rule V2): slashes collapsed, ARM's own words in their usual casing. Names are never
 * touched: ARM paths alternate between a word and a name, so a resource group called {@code Providers} stays what it is.
 */
final class ArmPaths {
    private static final Map<String, String> WORDS = byLowerCase(
            "subscriptions",
            "tenants",
            "resourceGroups",
            "resources",
            "providers",
            "locations",
            "operations",
            "features",
            "featureProviders",
            "subscriptionFeatureRegistrations",
            "register",
            "unregister",
            "approve",
            "virtualMachines",
            "instanceView",
            "assessPatches",
            "installPatches",
            "powerOff",
            "start",
            "restart",
            "deallocate",
            "extensions",
            "availabilitySets",
            "vmSizes",
            "publishers",
            "artifacttypes",
            "offers",
            "skus",
            "versions",
            "types",
            "usages",
            "deployments",
            "operationStatuses",
            "validate",
            "virtualNetworks",
            "subnets",
            "networkInterfaces",
            "networkSecurityGroups",
            "publicIPAddresses",
            "disks",
            "images");
    private static final Map<String, String> NAMESPACES = byLowerCase(
            "Microsoft.Compute",
            "Microsoft.Features",
            "Microsoft.Resources",
            "Microsoft.Network",
            "Microsoft.Storage",
            "Microsoft.Authorization");

    private ArmPaths() {}

    /** @param rawPath percent-encoded, begins with a slash; anything that is not ARM's comes back as it was, slashes collapsed */
    static String canonical(String rawPath) {
        List<String> segments = new ArrayList<>();
        for (String segment : rawPath.split("/")) {
            if (!segment.isEmpty()) {
                segments.add(segment);
            }
        }
        if (!segments.isEmpty() && isArm(segments.get(0))) {
            for (int i = 0; i < segments.size(); i++) {
                Map<String, String> spelling = i % 2 == 0 ? WORDS : Map.of();
                if (i % 2 == 1 && segments.get(i - 1).equals("providers")) {
                    spelling = NAMESPACES;
                }
                String segment = segments.get(i);
                segments.set(i, spelling.getOrDefault(segment.toLowerCase(Locale.ROOT), segment));
            }
        }
        return "/" + String.join("/", segments);
    }

    private static boolean isArm(String first) {
        return first.equalsIgnoreCase("subscriptions")
                || first.equalsIgnoreCase("providers")
                || first.equalsIgnoreCase("tenants");
    }

    private static Map<String, String> byLowerCase(String... words) {
        return Stream.of(words)
                .collect(Collectors.toUnmodifiableMap(word -> word.toLowerCase(Locale.ROOT), Function.identity()));
    }
}
