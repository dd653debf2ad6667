package dev.offpeak.assessment.store;

import dev.offpeak.contracts.Patch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** What tells catalogue entries apart: 128 bits of a hash of everything in them. */
final class Digests {
    private Digests() {}

    /** Of all that is said of a patch. */
    static UUID of(Patch patch) {
        return of(String.join(
                "\u0001",
                patch.patchId(),
                patch.name(),
                patch.version().orElse("\u0002"),
                patch.kbId().orElse("\u0002"),
                patch.classifications().toString(),
                patch.rebootBehavior().toString(),
                patch.publishedAt().map(Object::toString).orElse("\u0002")));
    }

    /** Of a list of catalogue numbers; the empty list's is in the first migration that knows findings. */
    static UUID of(List<Long> numbers) {
        return of(numbers.stream().map(Object::toString).collect(Collectors.joining(",")));
    }

    private static UUID of(String text) {
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            return new UUID(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
