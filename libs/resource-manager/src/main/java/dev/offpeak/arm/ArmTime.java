package dev.offpeak.arm;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Instants as ARM writes them; every client known reads this form. */
public final class ArmTime {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSxxx", Locale.ROOT);

    private ArmTime() {}

    /** Such as {@code 2020-10-27T10:11:12.0000000+00:00}. */
    public static String text(Instant at) {
        return FORM.format(at.atOffset(ZoneOffset.UTC));
    }
}
