package dev.offpeak.contracts.message;

/**
 * The assessment service has taken over a propagation (rule F4).
 *
 * @param subscriptionId lower case GUID
 * @param namespace such as {@code Microsoft.Compute}
 * @param propagation the number of the {@link ProviderRegistered} taken over
 */
public record FeaturesTakenOverByAssessment(String subscriptionId, String namespace, long propagation)
        implements Message {
    @Override
    public Address address() {
        return Address.ASSESSMENT_EVENTS;
    }

    @Override
    public String subject() {
        return subscriptionId;
    }
}
