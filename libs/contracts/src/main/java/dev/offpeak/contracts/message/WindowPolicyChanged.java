package dev.offpeak.contracts.message;

import java.time.LocalTime;

/**
 * The off-peak hours of a scope changed (rule U1).
 *
 * @param scope ARM id of a subscription, resource group or VM in lower case, or {@code /} for the whole platform
 * @param start local time of day, such as {@code 22:00}
 * @param end local time of day; before start means the next day
 * @param version grows with every change of this scope
 */
public record WindowPolicyChanged(String scope, LocalTime start, LocalTime end, long version) implements Message {
    @Override
    public Address address() {
        return Address.ORCHESTRATOR_EVENTS;
    }

    @Override
    public String subject() {
        return scope;
    }
}
