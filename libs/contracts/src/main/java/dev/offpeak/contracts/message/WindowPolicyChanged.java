package dev.offpeak.contracts.message;

import java.time.LocalTime;

/**
 * The off-peak hours of a scope changed, or the scope has none of its own any more (rule U1).
 *
 * @param scope in lower case: ARM id of a subscription, resource group or VM, {@code /tags/name/value} for all VMs with that tag, or
 *     {@code /} for the whole platform; the narrowest scope that has hours wins, in the order VM, tag, resource group, subscription, platform
 * @param start local time of day, such as {@code 22:00}
 * @param end local time of day; before start means the next day
 * @param version grows with every change of this scope, also when its policy is made anew
 * @param removed whether the scope has none any more; start and end are those it had. A message without it has not removed anything
 */
public record WindowPolicyChanged(String scope, LocalTime start, LocalTime end, long version, boolean removed)
        implements Message {
    @Override
    public Address address() {
        return Address.ORCHESTRATOR_EVENTS;
    }

    @Override
    public String subject() {
        return scope;
    }
}
