package dev.offpeak.compute.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tag that listed resources must have.
 *
 * @param name compares whatever its casing (rule V2)
 * @param value exact; empty means any
 */
public record TagFilter(String name, Optional<String> value) {
    private static final Pattern FORM = Pattern.compile(
            "\\s*tagName\\s+eq\\s+'([^']+)'(?:\\s+and\\s+tagValue\\s+eq\\s+'([^']*)')?\\s*", Pattern.CASE_INSENSITIVE);

    /** What an OData filter such as {@code tagName eq 'stage' and tagValue eq 'test'} asks for; empty when it says anything else. */
    public static Optional<TagFilter> parse(String filter) {
        Matcher matcher = FORM.matcher(filter);
        return matcher.matches()
                ? Optional.of(new TagFilter(matcher.group(1), Optional.ofNullable(matcher.group(2))))
                : Optional.empty();
    }
}
