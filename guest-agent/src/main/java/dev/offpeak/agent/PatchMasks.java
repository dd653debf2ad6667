package dev.offpeak.agent;

import dev.offpeak.contracts.Patch;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** KB numbers, with or without {@code KB}, and package masks with {@code *} (rules I9, U4). */
final class PatchMasks {
    private PatchMasks() {}

    static boolean anyMatches(List<String> masks, Patch patch) {
        return masks.stream().map(mask -> mask.strip().toLowerCase(Locale.ROOT)).anyMatch(mask -> matches(mask, patch));
    }

    private static boolean matches(String mask, Patch patch) {
        String kb = mask.startsWith("kb") ? mask.substring(2) : mask;
        String glob = Pattern.quote(mask).replace("*", "\\E.*\\Q");
        return patch.kbId().filter(kb::equals).isPresent()
                || patch.name().toLowerCase(Locale.ROOT).matches(glob)
                || patch.patchId().toLowerCase(Locale.ROOT).matches(glob);
    }
}
