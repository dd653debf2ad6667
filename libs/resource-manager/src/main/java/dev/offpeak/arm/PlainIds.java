package dev.offpeak.arm;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Ids that nobody is let in for knowing, such as a request's: GUIDs that won't repeat, without the generator of secrets and its lock. */
public final class PlainIds {
    private static final long VERSION_BITS = 0xF000L;
    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT_BITS = 0xC000_0000_0000_0000L;
    private static final long IETF_VARIANT = 0x8000_0000_0000_0000L;

    private PlainIds() {}

    /** A random GUID (version 4), lower case. */
    public static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong() & ~VERSION_BITS | VERSION_4, random.nextLong() & ~VARIANT_BITS | IETF_VARIANT)
                .toString();
    }
}
