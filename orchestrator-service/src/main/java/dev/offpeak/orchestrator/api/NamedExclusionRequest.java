package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.orchestrator.domain.Exclusion;
import dev.offpeak.orchestrator.domain.NamedExclusion;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Body of {@code PUT /policies/exclusions/{name}} (rule U4).
 *
 * @param mask a KB number, with or without KB, or a package mask such as {@code linux-image-*}
 * @param reason for people; required
 * @param expiresAt platform time, still to come, from which on it is installed again; left out when it never is
 * @param subscriptionId whose VMs it is for; left out for the whole fleet
 */
@RegisterForReflection
public record NamedExclusionRequest(String mask, String reason, OffsetDateTime expiresAt, String subscriptionId) {
    private static final Pattern GUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** @throws dev.offpeak.arm.RefusedException when something can't be */
    NamedExclusion toExclusion(String name, Instant now) {
        GivenNames.check(name, "printing-2026-11");
        Exclusion exclusion = new ExclusionRequest(mask, reason, expiresAt).toExclusion("mask");
        if (!exclusion.holdsAt(now)) {
            throw ArmRefusal.invalidParameter(
                            "expiresAt", "'expiresAt' is past, it is " + now + ": choose a later one, or leave it out.")
                    .asException();
        }
        return new NamedExclusion(
                name, exclusion, Optional.ofNullable(subscriptionId).map(given -> subscription(given)), now);
    }

    /**
     * A subscription's id in lower case.
     *
     * @throws dev.offpeak.arm.RefusedException when it is none
     */
    static String subscription(String given) {
        String id = given.toLowerCase(Locale.ROOT);
        if (!GUID.matcher(id).matches()) {
            throw ArmRefusal.invalidParameter(
                            "subscriptionId",
                            "'" + given + "' is no subscription: use its GUID, or leave 'subscriptionId' out.")
                    .asException();
        }
        return id;
    }
}
