package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.store.Release;
import dev.offpeak.regions.RegionCatalog;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * Body of {@code POST /releases}.
 *
 * @param name 1 to 80 letters, digits, dots, dashes and underscores; unique
 * @param publishedAt from when on it may be rolled out; default now
 * @param maxPatchPublishDate nothing published later is installed; default publishedAt (rule I8)
 * @param deadlineDays 1 to 365 days from publishedAt, default 30 (rule I2)
 * @param policy default all defaults
 * @param seed decides the order of regions, zones and batches; default from the name (rule I7)
 */
@RegisterForReflection
public record ReleaseRequest(
        String name,
        OffsetDateTime publishedAt,
        OffsetDateTime maxPatchPublishDate,
        Integer deadlineDays,
        PolicyRequest policy,
        Long seed) {
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    static final ReleaseRequest EMPTY = new ReleaseRequest(null, null, null, null, null, null);

    /** With that name where it has none. */
    ReleaseRequest orNamed(String standard) {
        return name != null
                ? this
                : new ReleaseRequest(standard, publishedAt, maxPatchPublishDate, deadlineDays, policy, seed);
    }

    /**
     * The release, with its defaults.
     *
     * @throws dev.offpeak.arm.RefusedException when something can't be
     */
    Release toRelease(Instant now, RegionCatalog regions) {
        GivenNames.check(name, "2026-11");
        if (deadlineDays != null && (deadlineDays < 1 || deadlineDays > 365)) {
            throw ArmRefusal.invalidParameter("deadlineDays", "'deadlineDays' must be from 1 to 365.")
                    .asException();
        }
        Duration deadline = deadlineDays == null ? Policy.DEFAULT.deadline() : Duration.ofDays(deadlineDays);
        Policy chosen = (policy == null ? PolicyRequest.EMPTY : policy).toPolicy(deadline, regions);
        Instant published = instant("publishedAt", publishedAt, now);
        Instant end = published.plus(deadline);
        if (!end.isAfter(now)) {
            throw ArmRefusal.invalidParameter(
                            "publishedAt",
                            "The release's deadline " + end
                                    + " is past: publish it later, or give it more 'deadlineDays'.")
                    .asException();
        }
        return new Release(
                name,
                published,
                instant("maxPatchPublishDate", maxPatchPublishDate, published),
                end,
                seed == null ? name.hashCode() : seed,
                chosen,
                now,
                UUID.randomUUID().toString());
    }

    private static Instant instant(String target, OffsetDateTime given, Instant standard) {
        Instant instant = given == null ? standard : given.toInstant();
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
            throw ArmRefusal.invalidParameter(
                            target, "'" + target + "' must lie between " + EARLIEST + " and " + LATEST + ".")
                    .asException();
        }
        return instant;
    }
}
