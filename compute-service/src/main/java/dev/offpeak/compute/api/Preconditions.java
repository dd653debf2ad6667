package dev.offpeak.compute.api;

import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.arm.RefusedException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * If-Match and If-None-Match of a request that writes; entity tags compare without their quotes and their weak mark.
 *
 * @param ifMatch as sent; null when absent
 * @param ifNoneMatch as sent; null when absent
 */
record Preconditions(String ifMatch, String ifNoneMatch) {
    /** @throws RefusedException (412) when one does not hold for what is there; empty when nothing is */
    void check(Optional<String> etag) {
        if (ifMatch != null && etag.filter(present -> names(ifMatch, present)).isEmpty()) {
            throw refuse(
                    etag.isEmpty()
                            ? "The resource does not exist; leave out If-Match to create it."
                            : "The resource has changed since; read it again and repeat with its present ETag.");
        }
        if (ifNoneMatch != null
                && etag.filter(present -> names(ifNoneMatch, present)).isPresent()) {
            throw refuse("The resource exists already; leave out If-None-Match to update it.");
        }
    }

    private static boolean names(String header, String etag) {
        return Stream.of(header.split(","))
                .map(String::trim)
                .anyMatch(one -> one.equals("*") || bare(one).equals(etag));
    }

    private static String bare(String tag) {
        String strong = tag.startsWith("W/") ? tag.substring(2) : tag;
        return strong.length() >= 2 && strong.startsWith("\"") && strong.endsWith("\"")
                ? strong.substring(1, strong.length() - 1)
                : strong;
    }

    private static RefusedException refuse(String message) {
        return new RefusedException(ArmRefusal.preconditionFailed(message));
    }
}
