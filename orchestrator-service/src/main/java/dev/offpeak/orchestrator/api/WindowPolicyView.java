package dev.offpeak.orchestrator.api;

import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.orchestrator.domain.WindowPolicy;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Optional;

/**
 * The off-peak hours of a scope (rule U1).
 *
 * @param scope in lower case: an ARM id, {@code /tags/name/value}, or {@code /} for the whole platform
 * @param start first moment in the window, in the time zone of each VM
 * @param end first moment after it
 * @param rebootSetting in place of the VMs' own; left out when it is left to them
 * @param changedAt platform time
 */
@RegisterForReflection
public record WindowPolicyView(
        String name,
        String scope,
        LocalTime start,
        LocalTime end,
        Optional<RebootSetting> rebootSetting,
        Instant changedAt) {
    static WindowPolicyView of(WindowPolicy policy) {
        return new WindowPolicyView(
                policy.name(),
                policy.scope().id(),
                policy.window().start(),
                policy.window().end(),
                policy.rebootSetting(),
                policy.changedAt());
    }
}
