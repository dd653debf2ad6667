package dev.offpeak.arm;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An api-version: a date, perhaps with a suffix such as {@code -preview}. Compares by date only. Resource methods may take it
 * as {@code @QueryParam("api-version")}, or ask {@link ArmRequest}.
 *
 * @param date the date
 * @param text as the caller wrote it, lower case
 */
public record ApiVersion(LocalDate date, String text) implements Comparable<ApiVersion> {
    private static final Pattern FORM = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})(-[a-z]+)?");

    public ApiVersion {
        Objects.requireNonNull(date, "date");
        Objects.requireNonNull(text, "text");
    }

    /** @return empty when it is not a date with an optional suffix */
    public static Optional<ApiVersion> find(String text) {
        Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ApiVersion(
                    LocalDate.of(number(matcher, 1), number(matcher, 2), number(matcher, 3)), matcher.group()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * For REST parameters and constants.
     *
     * @throws IllegalArgumentException when it is no api-version
     */
    public static ApiVersion fromString(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no api-version"));
    }

    /**
     * Whether this version is that date's or a later one.
     *
     * @param date such as {@code 2020-06-01}
     */
    public boolean isAtLeast(String date) {
        return this.date.toString().compareTo(date) >= 0;
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    @Override
    public int compareTo(ApiVersion other) {
        return date.compareTo(other.date);
    }

    @Override
    public String toString() {
        return text;
    }
}
