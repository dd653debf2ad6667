package dev.offpeak.compute.domain;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what someone probably meant (rule P8). */
public final class NearestWord {
    private NearestWord() {}

    /** The allowed word with the fewest edits to the given one, casing aside; empty when even that needs edits for more than half of it. */
    public static Optional<String> of(String given, Collection<String> allowed) {
        return allowed.stream()
                .min(Comparator.<String>comparingInt(word -> distance(given, word))
                        .thenComparing(word -> word))
                .filter(word -> distance(given, word) <= word.length() / 2);
    }

    /** Levenshtein's distance, casing aside. */
    static int distance(String a, String b) {
        String left = a.toLowerCase(Locale.ROOT);
        String right = b.toLowerCase(Locale.ROOT);
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int substituted = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[right.length()];
    }
}
