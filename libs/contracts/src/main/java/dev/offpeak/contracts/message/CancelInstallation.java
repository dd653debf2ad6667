package dev.offpeak.contracts.message;

/**
 * Withdraw an order that the guest has not started; one that it has goes on.
 *
 * @param vmId the VM incarnation, a GUID
 * @param activityId the installation
 * @param reason a sentence
 */
public record CancelInstallation(String vmId, String activityId, String reason) implements Message {
    @Override
    public Address address() {
        return Address.AGENT_WORK;
    }

    @Override
    public String subject() {
        return vmId;
    }
}
