package dev.offpeak.orchestrator.domain;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A patch that automatic runs leave alone, and why (rule U4).
 *
 * @param mask a KB number, with or without {@code KB}, or a patch id or package name in which {@code *} stands for anything
 * @param reason for people; never blank
 * @param expiresAt platform time from which on the patch is installed again; empty when it never is
 */
public record Exclusion(String mask, String reason, Optional<Instant> expiresAt) {
    private static final Pattern MASK = Pattern.compile("[A-Za-z0-9*][A-Za-z0-9*.+:=~_-]{0,199}");

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException that says what the mask or the reason must be
     */
    public Exclusion {
        Objects.requireNonNull(expiresAt, "expiresAt");
        if (mask == null
                || !MASK.matcher(mask).matches()
                || mask.replace("*", "").isEmpty()) {
            throw new IllegalArgumentException("'" + mask
                    + "' is no mask: use a KB number such as KB5031364, or a package name such as linux-image-*.");
        }
        if (reason == null || reason.isBlank()) {
            throw new IllegalArgumentException(
                    "The exclusion of '" + mask + "' needs a reason, for those who find it later.");
        }
    }

    /** Whether it still holds; at the moment of its expiry it does not. */
    public boolean holdsAt(Instant at) {
        return expiresAt.map(at::isBefore).orElse(true);
    }
}
