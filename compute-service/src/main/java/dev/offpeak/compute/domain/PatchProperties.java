package dev.offpeak.compute.domain;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which property of {@code patchSettings} came with which api-version (rule P6). Dates compare as text; a suffix such as
 * {@code -preview} is cut off by the caller.
 */
public final class PatchProperties {
    /** The version that brought {@code linuxConfiguration.patchSettings}. */
    public static final String LINUX_SINCE = "2020-12-01";

    private static final Map<String, String> WINDOWS = Map.of(
            "patchMode", "2020-06-01",
            "enableHotpatching", "2020-12-01",
            "assessmentMode", "2021-03-01",
            "automaticByPlatformSettings", "2022-03-01");
    private static final Map<String, String> LINUX = Map.of(
            "patchMode", LINUX_SINCE,
            "assessmentMode", "2021-03-01",
            "automaticByPlatformSettings", "2022-03-01");
    private static final Map<String, String> BY_PLATFORM =
            Map.of("rebootSetting", "2022-03-01", "bypassPlatformSafetyChecksOnUserSchedule", "2023-03-01");

    private PatchProperties() {}

    /** Members of {@code windowsConfiguration.patchSettings}, each with the version it came with. */
    public static Map<String, String> windows() {
        return WINDOWS;
    }

    /** Members of {@code linuxConfiguration.patchSettings}, each with the version it came with. */
    public static Map<String, String> linux() {
        return LINUX;
    }

    /** Members of {@code automaticByPlatformSettings} of either, each with the version it came with. */
    public static Map<String, String> automaticByPlatformSettings() {
        return BY_PLATFORM;
    }

    /** Whether a member is known to an api-version. */
    public static boolean known(Map<String, String> members, String member, String apiVersion) {
        return Optional.ofNullable(members.get(member))
                .filter(since -> since.compareTo(apiVersion) <= 0)
                .isPresent();
    }

    /** What to tell someone who used a member that the version does not know. */
    public static String advice(Map<String, String> members, String member) {
        return Optional.ofNullable(members.get(member))
                .map(since -> "It needs api-version " + since + " or later.")
                .orElseGet(() -> NearestWord.of(member, members.keySet())
                        .map(word -> "Did you mean '" + word + "'?")
                        .orElse("Known members are: " + String.join(", ", new TreeSet<>(members.keySet())) + "."));
    }
}
