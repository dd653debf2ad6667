package dev.offpeak.fleet;

import dev.offpeak.contracts.Patch;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** KB numbers, with or without {@code KB}, and package masks with {@code *} (rules I9, U4). */
final class PatchMasks {
    private PatchMasks() {}

    static boolean anyMatches(List<String> masks, Patch patch) {
        return masks.stream().anyMatch(mask -> matches(mask, patch));
    }

    private static boolean matches(String mask, Patch patch) {
        String plain = mask.toLowerCase(Locale.ROOT);
        String kb = plain.startsWith("kb") ? plain.substring(2) : plain;
        if (patch.kbId().filter(kb::equals).isPresent()) {
            return true;
        }
        String glob = Pattern.quote(plain).replace("*", "\\E.*\\Q");
        return patch.name().toLowerCase(Locale.ROOT).matches(glob)
                || patch.patchId().toLowerCase(Locale.ROOT).matches(glob);
    }
}
