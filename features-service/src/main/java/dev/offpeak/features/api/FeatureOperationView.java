package dev.offpeak.features.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * An action of Microsoft.Features, as its list of operations shows it.
 *
 * @param name the action, such as {@code Microsoft.Features/features/read}
 * @param display the same in words
 */
@RegisterForReflection
public record FeatureOperationView(String name, Display display) {
    /**
     * @param provider always {@code Microsoft.Features}
     * @param resource what it works on
     * @param operation what it does
     */
    @RegisterForReflection
    public record Display(String provider, String resource, String operation) {}

    /** Exactly the actions that this service's operations declare; a test holds the two together. */
    static final List<FeatureOperationView> ALL = List.of(
            of("features/read", "Preview feature", "List the features of a subscription"),
            of("operations/read", "Operation", "List the operations"),
            of("providers/features/approve/action", "Preview feature", "Approve a pending registration"),
            of("providers/features/read", "Preview feature", "Read a provider's features"),
            of("providers/features/register/action", "Preview feature", "Register a feature"),
            of("providers/features/unregister/action", "Preview feature", "Unregister a feature"),
            of(
                    "featureProviders/subscriptionFeatureRegistrations/delete",
                    "Feature registration",
                    "Unregister a feature"),
            of("featureProviders/subscriptionFeatureRegistrations/read", "Feature registration", "Read registrations"),
            of("featureProviders/subscriptionFeatureRegistrations/write", "Feature registration", "Register a feature"),
            of("subscriptionFeatureRegistrations/read", "Feature registration", "List a subscription's registrations"));

    private static FeatureOperationView of(String action, String resource, String operation) {
        return new FeatureOperationView(
                "Microsoft.Features/" + action, new Display("Microsoft.Features", resource, operation));
    }
}
