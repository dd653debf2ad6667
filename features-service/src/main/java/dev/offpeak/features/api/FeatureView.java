package dev.offpeak.features.api;

import dev.offpeak.contracts.FeatureState;
import dev.offpeak.features.domain.FeatureRegistration;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A feature as ARM shows it (rule F2).
 *
 * @param id resource id; the subscription as the caller wrote it
 * @param name {@code namespace/feature}
 * @param type always {@code Microsoft.Features/providers/features}
 * @param properties its state
 */
@RegisterForReflection
public record FeatureView(String id, String name, String type, Properties properties) {
    /** @param state where the registration stands */
    @RegisterForReflection
    public record Properties(FeatureState state) {}

    static FeatureView of(String subscription, FeatureRegistration registration) {
        return new FeatureView(
                "/subscriptions/" + subscription + "/providers/Microsoft.Features/providers/"
                        + registration.feature().namespace() + "/features/"
                        + registration.feature().name(),
                registration.feature().toString(),
                "Microsoft.Features/providers/features",
                new Properties(registration.state().seen()));
    }
}
