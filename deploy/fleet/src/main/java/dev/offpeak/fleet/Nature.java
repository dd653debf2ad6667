package dev.offpeak.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * What is random about one guest, drawn from the fleet's seed and the VM's resource id alone: a guest of the same name
 * behaves alike in every run, whatever the other guests do. Durations are platform time.
 */
final class Nature {
    private static final Duration FIRST_BOOT_AT_LEAST = Duration.ofSeconds(5);
    private static final Duration FIRST_BOOT_AT_MOST = Duration.ofSeconds(15);

    private final Behaviour behaviour;
    private final String key;

    Nature(Behaviour behaviour, String resourceId) {
        this.behaviour = behaviour;
        this.key = resourceId.toLowerCase(Locale.ROOT);
    }

    Duration firstBoot() {
        return between(FIRST_BOOT_AT_LEAST, FIRST_BOOT_AT_MOST, "first-boot", 0);
    }

    Duration reboot(long bootCount) {
        return between(Duration.ofMinutes(1), Duration.ofMinutes(4), "reboot", bootCount);
    }

    Duration scan(long number) {
        return between(Duration.ofMinutes(1), Duration.ofMinutes(4), "scan", number);
    }

    Duration extensionInstall(long number) {
        return between(Duration.ofMinutes(3), Duration.ofMinutes(10), "extension", number);
    }

    Duration download(int attempt) {
        return between(Duration.ofMinutes(1), Duration.ofMinutes(5), "download", attempt);
    }

    Duration install(String patchId, int attempt) {
        return between(Duration.ofMinutes(2), Duration.ofMinutes(12), "install " + patchId, attempt);
    }

    /** Whether a patch that may request a reboot does so here. */
    boolean requestsReboot(String patchId) {
        return random("requests-reboot " + patchId, 0).nextDouble() < 0.6;
    }

    /** Whether that installation attempt fails. */
    boolean fails(int attempt) {
        return random("fails", attempt).nextDouble() < behaviour.failureRate();
    }

    /** Which of so many patches the failing one is, from 0. */
    int failingPatch(int attempt, int patches) {
        return random("failing-patch", attempt).nextInt(patches);
    }

    boolean fallsSilent() {
        return random("silent", 0).nextDouble() < behaviour.silentShare();
    }

    /** Whether a guest that falls silent does so in the middle of its first installation, else at some day. */
    boolean fallsSilentWhileInstalling() {
        return random("silent-when", 0).nextBoolean();
    }

    Instant silentFrom(Instant born) {
        return born.plus(between(Duration.ofDays(1), Duration.ofDays(20), "silent-from", 0));
    }

    /** The first outage that ends after that instant; empty for guests that are never switched off. */
    Optional<Outage> outageAfter(Instant born, Instant at) {
        if (random("power-off", 0).nextDouble() >= behaviour.powerOffShare()) {
            return Optional.empty();
        }
        Instant from = born.plus(between(Duration.ofDays(1), Duration.ofDays(10), "outage-gap", 0));
        for (long number = 1; ; number++) {
            Instant until = from.plus(between(Duration.ofHours(3), Duration.ofHours(30), "outage", number));
            if (until.isAfter(at)) {
                return Optional.of(new Outage(from, until));
            }
            from = until.plus(between(Duration.ofDays(4), Duration.ofDays(12), "outage-gap", number));
        }
    }

    String bootId(long bootCount) {
        SplittableRandom random = random("boot-id", bootCount);
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    SplittableRandom random(String purpose, long number) {
        long hash = behaviour.seed();
        for (String part : new String[] {key, purpose}) {
            for (int i = 0; i < part.length(); i++) {
                hash = (hash ^ part.charAt(i)) * 0x100000001b3L;
            }
            hash = hash ^ 0x2545f4914f6cdd1dL;
        }
        return new SplittableRandom(new SplittableRandom(hash + number * 0x9e3779b97f4a7c15L).nextLong());
    }

    private Duration between(Duration least, Duration most, String purpose, long number) {
        return Duration.ofMillis(random(purpose, number).nextLong(least.toMillis(), most.toMillis() + 1));
    }

    /** A time without power. */
    record Outage(Instant from, Instant until) {}
}
