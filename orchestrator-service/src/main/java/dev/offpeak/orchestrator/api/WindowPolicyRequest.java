package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.orchestrator.domain.WindowPolicy;
import dev.offpeak.orchestrator.domain.WindowScope;
import dev.offpeak.time.OffPeakWindow;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Optional;

/**
 * Body of {@code PUT /policies/windows/{name}} (rules U1, U5). Either a scope or a tag.
 *
 * @param scope ARM id of a subscription, resource group or VM, or {@code /} for the whole platform
 * @param tag every VM that has it
 * @param start first moment in the window, such as 22:00, in the time zone of each VM
 * @param end first moment after it; not after start means on the next day, equal to it a whole day
 * @param rebootSetting in place of the VMs' own: Never suppresses reboots; left out leaves it to them. An order runs inside the
 *     window, and its reboot with it
 */
@RegisterForReflection
public record WindowPolicyRequest(
        String scope, TagRequest tag, LocalTime start, LocalTime end, RebootSetting rebootSetting) {
    /** A tag and its value; neither goes by its casing. */
    @RegisterForReflection
    public record TagRequest(String name, String value) {}

    /** @throws dev.offpeak.arm.RefusedException when something can't be */
    WindowPolicy toPolicy(String name, Instant now) {
        GivenNames.check(name, "night-shift");
        return new WindowPolicy(
                name,
                chosen(),
                new OffPeakWindow(time("start", start), time("end", end)),
                Optional.ofNullable(rebootSetting),
                now);
    }

    private WindowScope chosen() {
        if ((scope == null) == (tag == null)) {
            throw ArmRefusal.invalidParameter(
                            "scope",
                            "Give either 'scope', such as /subscriptions/{id}/resourceGroups/{name}, or 'tag' with 'name' and 'value'.")
                    .asException();
        }
        if (tag != null && (tag.name() == null || tag.value() == null)) {
            throw ArmRefusal.invalidParameter("tag", "'tag' needs 'name' and 'value'.")
                    .asException();
        }
        try {
            return tag == null ? WindowScope.ofId(scope) : WindowScope.ofTag(tag.name(), tag.value());
        } catch (IllegalArgumentException e) {
            throw ArmRefusal.invalidParameter(tag == null ? "scope" : "tag", e.getMessage())
                    .asException();
        }
    }

    private static LocalTime time(String target, LocalTime given) {
        if (given == null || given.getSecond() != 0 || given.getNano() != 0) {
            throw ArmRefusal.invalidParameter(target, "'" + target + "' must be a time of day such as 22:00.")
                    .asException();
        }
        return given;
    }
}
