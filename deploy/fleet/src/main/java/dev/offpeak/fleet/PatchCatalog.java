package dev.offpeak.fleet;

import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.Patch;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The patches of every month, a pure function of the seed. Month M is published on its second Tuesday at 17:00 UTC.
 * What a guest has is a level per family: the publish date of the newest patch it installed.
 */
final class PatchCatalog {
    private static final YearMonth FIRST_MONTH = YearMonth.of(2020, 1);
    private static final LocalTime PUBLISHED_AT = LocalTime.of(17, 0);
    private static final int MONTHS_BACK = 18;

    private final long seed;
    // Guests ask for the same few hundred patches over and over, several times for each they install.
    private final Map<Release, Optional<CatalogPatch>> newest = new ConcurrentHashMap<>();
    private final Map<YearMonth, Instant> published = new ConcurrentHashMap<>();

    PatchCatalog(long seed) {
        this.seed = seed;
    }

    /** When the patches of that month come out. */
    static Instant publishedAt(YearMonth month) {
        return month.atDay(1)
                .with(TemporalAdjusters.dayOfWeekInMonth(2, DayOfWeek.TUESDAY))
                .atTime(PUBLISHED_AT)
                .toInstant(ZoneOffset.UTC);
    }

    /** What a guest of those levels lacks at that time: the newest patch of each of its families, the most urgent first. */
    List<CatalogPatch> lacking(OsKind os, Map<String, Instant> levels, Instant at) {
        List<CatalogPatch> lacking = new ArrayList<>();
        for (PatchFamily family : PatchFamily.ALL) {
            Instant level = levels.get(family.name());
            if (family.osType() == os.type() && level != null) {
                newest(family, os, at)
                        .filter(patch -> patch.publishedAt().isAfter(level))
                        .ifPresent(lacking::add);
            }
        }
        lacking.sort(Comparator.comparing(CatalogPatch::classification)
                .thenComparing(patch -> patch.patch().patchId()));
        return lacking;
    }

    /**
     * What a new guest has: everything published so far but for a few updates of each guest's own choice, which are
     * pending from the start. A family that the guest does not have is no key.
     */
    Map<String, Instant> levelsAtBirth(OsKind os, Nature nature, Instant born) {
        Map<String, Instant> levels = new TreeMap<>();
        for (PatchFamily family : PatchFamily.ALL) {
            SplittableRandom random = nature.random("has " + family.name(), 0);
            if (family.osType() == os.type() && random.nextDouble() < family.guestShare()) {
                boolean behind = random.nextDouble() < (family.classification().isCriticalOrSecurity() ? 0.1 : 0.3);
                Instant level =
                        newest(family, os, born).map(CatalogPatch::publishedAt).orElse(Instant.EPOCH);
                levels.put(family.name(), behind && level.isAfter(Instant.EPOCH) ? level.minusSeconds(1) : level);
            }
        }
        return levels;
    }

    private Optional<CatalogPatch> newest(PatchFamily family, OsKind os, Instant at) {
        YearMonth month = YearMonth.from(at.atOffset(ZoneOffset.UTC));
        YearMonth latest =
                published.computeIfAbsent(month, PatchCatalog::publishedAt).isAfter(at) ? month.minusMonths(1) : month;
        return newest.computeIfAbsent(
                new Release(family.name(), os.number(), latest), key -> search(family, os, latest));
    }

    private Optional<CatalogPatch> search(PatchFamily family, OsKind os, YearMonth latest) {
        for (int back = 0; back < MONTHS_BACK; back++) {
            if (hasUpdate(family, latest.minusMonths(back))) {
                return Optional.of(patch(family, os, latest.minusMonths(back)));
            }
        }
        return Optional.empty();
    }

    private boolean hasUpdate(PatchFamily family, YearMonth month) {
        long mixed = seed
                ^ (index(month) * 0x9e3779b97f4a7c15L)
                ^ ((long) family.name().hashCode() << 32);
        return new SplittableRandom(new SplittableRandom(mixed).nextLong()).nextDouble() < family.monthlyShare();
    }

    private static CatalogPatch patch(PatchFamily family, OsKind os, YearMonth month) {
        Instant published = publishedAt(month);
        Patch patch = family.osType() == OsType.WINDOWS
                ? windowsPatch(family, os, month, published)
                : linuxPatch(family, month, published);
        return new CatalogPatch(family.name(), patch, published);
    }

    private static Patch windowsPatch(PatchFamily family, OsKind os, YearMonth month, Instant published) {
        // 400 numbers a month and 16 a family, as far apart as the real ones: 2026-11 lies at KB5032800.
        long kb = 5_000_000 + index(month) * 400 + PatchFamily.ALL.indexOf(family) * 16L + os.number();
        String name = String.format(family.title(), month, os.version()) + " (KB" + kb + ")";
        return new Patch(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString(),
                name,
                Optional.empty(),
                Optional.of(Long.toString(kb)),
                List.of(family.classification()),
                family.reboot(),
                Optional.of(published));
    }

    private static Patch linuxPatch(PatchFamily family, YearMonth month, Instant published) {
        String version = family.title() + "-1+u" + index(month);
        return new Patch(
                family.name() + "=" + version,
                family.name(),
                Optional.of(version),
                Optional.empty(),
                List.of(family.classification()),
                family.reboot(),
                Optional.of(published));
    }

    private static long index(YearMonth month) {
        return FIRST_MONTH.until(month, ChronoUnit.MONTHS);
    }

    /** The newest patch of a family for one system, as of a month's release. */
    private record Release(String family, int os, YearMonth month) {}
}
