package dev.offpeak.features.domain;

import java.util.List;
import java.util.Optional;

/** The providers the platform has, their resource types and api-versions: what clients choose their api-version by. */
public final class KnownProviders {
    /** Newest first: clients take the first one. Compute answers every date from the oldest one on. */
    private static final List<String> COMPUTE = List.of(
            "2026-04-01",
            "2025-04-01",
            "2024-11-01",
            "2024-07-01",
            "2023-09-01",
            "2022-11-01",
            "2021-07-01",
            "2021-03-01",
            "2020-12-01",
            "2020-06-01");

    private static final List<String> NETWORK =
            List.of("2024-05-01", "2023-11-01", "2022-07-01", "2022-01-01", "2018-11-01", "2015-06-15");
    private static final List<String> FEATURES = List.of("2021-07-01", "2015-12-01");
    /** Feature registrations as resources came with the later version. */
    private static final List<String> REGISTRATIONS = List.of("2021-07-01");

    private static final List<String> RESOURCES =
            List.of("2025-04-01", "2025-03-01", "2024-11-01", "2022-12-01", "2020-06-01", "2019-10-01", "2016-06-01");

    private static final List<Provider> ALL = List.of(
            new Provider(
                    "Microsoft.Compute",
                    true,
                    List.of(
                            new ResourceType("availabilitySets", COMPUTE, true),
                            new ResourceType("virtualMachines", COMPUTE, true),
                            new ResourceType("virtualMachines/extensions", COMPUTE, true),
                            new ResourceType("locations", COMPUTE, true),
                            new ResourceType("locations/operations", COMPUTE, true),
                            new ResourceType("locations/publishers", COMPUTE, true),
                            new ResourceType("locations/vmSizes", COMPUTE, true),
                            new ResourceType("disks", COMPUTE, true))),
            new Provider(
                    "Microsoft.Features",
                    false,
                    List.of(
                            new ResourceType("features", FEATURES, false),
                            new ResourceType("providers", FEATURES, false),
                            new ResourceType("operations", FEATURES, false),
                            new ResourceType("featureProviders", REGISTRATIONS, false),
                            new ResourceType("subscriptionFeatureRegistrations", REGISTRATIONS, false))),
            new Provider(
                    "Microsoft.Network",
                    true,
                    List.of(
                            new ResourceType("virtualNetworks", NETWORK, true),
                            new ResourceType("networkInterfaces", NETWORK, true),
                            new ResourceType("networkSecurityGroups", NETWORK, true),
                            new ResourceType("publicIPAddresses", NETWORK, true))),
            new Provider(
                    "Microsoft.Resources",
                    false,
                    List.of(
                            new ResourceType("tenants", RESOURCES, false),
                            new ResourceType("subscriptions", RESOURCES, false),
                            new ResourceType("subscriptions/locations", RESOURCES, false),
                            new ResourceType("subscriptions/providers", RESOURCES, false),
                            new ResourceType("resourceGroups", RESOURCES, true),
                            new ResourceType("deployments", RESOURCES, true))));

    private KnownProviders() {}

    /**
     * A provider.
     *
     * @param namespace such as {@code Microsoft.Compute}
     * @param registrationRequired false: usable in every subscription, and always shown as registered
     * @param resourceTypes what it has
     */
    public record Provider(String namespace, boolean registrationRequired, List<ResourceType> resourceTypes) {}

    /**
     * A kind of resource.
     *
     * @param name such as {@code virtualMachines}
     * @param apiVersions newest first
     * @param regional whether its resources are in regions
     */
    public record ResourceType(String name, List<String> apiVersions, boolean regional) {}

    /** By namespace. */
    public static List<Provider> all() {
        return ALL;
    }

    /** In any casing (rule V2). */
    public static Optional<Provider> find(String namespace) {
        return ALL.stream()
                .filter(provider -> provider.namespace().equalsIgnoreCase(namespace))
                .findFirst();
    }
}
