package dev.offpeak.features.domain;

import java.time.Duration;

/**
 * How registrations go on.
 *
 * @param registrationTime platform time from Registering to Registered; Azure says within 15 minutes (rule F1)
 * @param unregistrationTime platform time from Unregistering to Unregistered
 * @param approvalRequired whether an operator must approve first: Pending until then
 */
public record RegistrationPolicy(Duration registrationTime, Duration unregistrationTime, boolean approvalRequired) {
    public RegistrationPolicy {
        if (registrationTime.isNegative() || unregistrationTime.isNegative()) {
            throw new IllegalArgumentException("Registration times must not be negative");
        }
    }
}
