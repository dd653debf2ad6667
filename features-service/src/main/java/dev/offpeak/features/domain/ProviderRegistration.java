package dev.offpeak.features.domain;

import java.util.Objects;

/**
 * One subscription's registration of one provider (rule F4). Its state is not kept but follows: every request to register or
 * unregister carries the feature states of that moment under a new number, and is done once compute and assessment have
 * taken that number over.
 *
 * @param subscriptionId lower case GUID
 * @param namespace such as {@code Microsoft.Compute}
 * @param carriesFeatures whether the provider has features, so that others must take them over; others are done at once
 * @param wanted what was asked for last
 * @param propagation number of the last request; 0 before the first
 * @param takenOverByCompute highest number that compute has taken over
 * @param takenOverByAssessment highest number that assessment has taken over
 */
public record ProviderRegistration(
        String subscriptionId,
        String namespace,
        boolean carriesFeatures,
        boolean wanted,
        long propagation,
        long takenOverByCompute,
        long takenOverByAssessment) {
    public ProviderRegistration {
        Objects.requireNonNull(subscriptionId, "subscriptionId");
        Objects.requireNonNull(namespace, "namespace");
    }

    /** What holds before anyone asked. */
    public static ProviderRegistration none(String subscriptionId, String namespace, boolean carriesFeatures) {
        return new ProviderRegistration(subscriptionId, namespace, carriesFeatures, false, 0, 0, 0);
    }

    /** Always a new propagation, also when the provider is registered already: so the second feature arrives too. */
    public ProviderRegistration register() {
        return asked(true);
    }

    /** A new propagation that takes every feature out of effect; what was never registered, or is unregistered, stays as it is. */
    public ProviderRegistration unregister() {
        return wanted ? asked(false) : this;
    }

    /** What ARM shows. */
    public ProviderState state() {
        if (propagation == 0) {
            return ProviderState.NOT_REGISTERED;
        }
        boolean done = !carriesFeatures || Math.min(takenOverByCompute, takenOverByAssessment) >= propagation;
        if (wanted) {
            return done ? ProviderState.REGISTERED : ProviderState.REGISTERING;
        }
        return done ? ProviderState.UNREGISTERED : ProviderState.UNREGISTERING;
    }

    private ProviderRegistration asked(boolean registered) {
        return new ProviderRegistration(
                subscriptionId,
                namespace,
                carriesFeatures,
                registered,
                propagation + 1,
                takenOverByCompute,
                takenOverByAssessment);
    }
}
