package dev.offpeak.assessment.domain;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which patches are meant.
 *
 * @param text a KB number, with or without {@code KB}, or a patch id or package name in which {@code *} stands for anything
 */
public record PatchMask(String text) {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9*][A-Za-z0-9*.+:=~_-]{0,199}");
    private static final Pattern KB = Pattern.compile("(?:KB)?(\\d{4,12})", Pattern.CASE_INSENSITIVE);

    /** @throws IllegalArgumentException that says what a mask looks like */
    public PatchMask {
        if (!ALLOWED.matcher(text).matches() || text.replace("*", "").isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' names no patch: use a KB number such as KB5012345, a patch id, or a package name such as linux-image-*.");
        }
    }

    /** The digits of the KB number, when it is one. */
    public Optional<String> kbId() {
        Matcher matcher = KB.matcher(text);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** For SQL's {@code like}, against lower case. */
    public String likePattern() {
        return text.toLowerCase(Locale.ROOT)
                .replace("\\", "\\\\")
                .replace("_", "\\_")
                .replace('*', '%');
    }
}
