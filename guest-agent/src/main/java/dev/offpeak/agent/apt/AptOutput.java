package dev.offpeak.agent.apt;

import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.RebootBehavior;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what apt prints. {@code apt-get -s dist-upgrade} names each upgrade with the origins of its new version;
 * {@code apt list --upgradable} also has what the upgrade keeps back. An upgrade from a security origin is Security, any
 * other is Other: apt knows no more. So is one whose newest version came elsewhere, but skips a version from a security origin, which
 * {@code apt-cache policy} tells. New packages that an upgrade draws in are not lacking and left out.
 */
final class AptOutput {
    /** {@code Inst libssl3 [3.0.16] (3.0.17 Debian:12.12/stable, Debian-Security:12/stable-security [amd64])}. */
    private static final Pattern SIMULATED =
            Pattern.compile("^Inst (\\S+) \\[[^\\]]+\\] \\((\\S+) (.*?) ?\\[(\\S+)\\]\\)");
    /** {@code openssl/stable-security,stable 3.0.17 amd64 [upgradable from: 3.0.16]}. */
    private static final Pattern LISTED =
            Pattern.compile("^([^/\\s]+)/(\\S+) (\\S+) (\\S+) \\[upgradable from: [^\\]]+\\]");

    /** In the origins of a simulation, the suites of a list and the sources of a policy. */
    static final Pattern SECURITY_ORIGIN = Pattern.compile("(?i)[-/]security\\b");

    private static final Pattern KERNEL = Pattern.compile("linux-image.*|linux-generic.*|linux-virtual.*");
    /** Their packages ask for a reboot when something that runs on uses the old version. */
    private static final Pattern WIDELY_USED =
            Pattern.compile("libc6|libssl.*|openssl|systemd|libsystemd.*|dbus|udev|.*-microcode");

    private AptOutput() {}

    /** What {@code policy} is to be asked about: the names of all that either lists. */
    static List<String> names(String simulated, String upgradable) {
        return patches(simulated, upgradable, "").stream().map(Patch::name).toList();
    }

    /** @return in apt's order, each package once */
    static List<Patch> patches(String simulated, String upgradable, String policy) {
        Map<String, Patch> patches = new LinkedHashMap<>();
        for (String line : simulated.split("\n")) {
            Matcher upgrade = SIMULATED.matcher(line);
            if (upgrade.find()) {
                String name = upgrade.group(1);
                patches.put(key(name, upgrade.group(4)), patch(name, upgrade.group(2), upgrade.group(3)));
            }
        }
        for (String line : upgradable.split("\n")) {
            Matcher upgrade = LISTED.matcher(line);
            if (upgrade.find()) {
                patches.putIfAbsent(
                        key(upgrade.group(1), upgrade.group(4)),
                        patch(
                                upgrade.group(1),
                                upgrade.group(3),
                                "/" + upgrade.group(2).replace(",", ", /")));
            }
        }
        Set<String> fixed = AptPolicy.withSecurityFix(policy);
        return patches.values().stream()
                .map(patch -> fixed.contains(patch.name()) ? asSecurity(patch) : patch)
                .toList();
    }

    private static Patch asSecurity(Patch patch) {
        return new Patch(
                patch.patchId(),
                patch.name(),
                patch.version(),
                patch.kbId(),
                List.of(Classification.SECURITY),
                patch.rebootBehavior(),
                patch.publishedAt());
    }

    private static Patch patch(String name, String version, String origins) {
        boolean security = SECURITY_ORIGIN.matcher(origins).find();
        return new Patch(
                name + "=" + version,
                name,
                Optional.of(version),
                Optional.empty(),
                List.of(security ? Classification.SECURITY : Classification.OTHER),
                reboot(AptNames.plain(name)),
                Optional.empty());
    }

    private static RebootBehavior reboot(String name) {
        if (KERNEL.matcher(name).matches()) {
            return RebootBehavior.ALWAYS_REQUIRES_REBOOT;
        }
        return WIDELY_USED.matcher(name).matches() ? RebootBehavior.CAN_REQUEST_REBOOT : RebootBehavior.NEVER_REBOOTS;
    }

    private static String key(String name, String architecture) {
        return AptNames.plain(name) + "/" + architecture;
    }
}
