package dev.offpeak.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PatchCatalogTest {
    private static final Instant BEFORE = Instant.parse("2026-11-10T16:59:59Z");
    private static final Instant RELEASE = Instant.parse("2026-11-10T17:00:00Z");

    private final PatchCatalog catalog = new PatchCatalog(7);
    private final OsKind windows = OsKind.of(OsType.WINDOWS, Optional.empty());
    private final OsKind linux = OsKind.of(OsType.LINUX, Optional.empty());

    @Test
    void aMonthIsPublishedOnItsSecondTuesday() {
        assertThat(PatchCatalog.publishedAt(YearMonth.of(2026, 11))).isEqualTo(RELEASE);
        assertThat(PatchCatalog.publishedAt(YearMonth.of(2026, 12))).isEqualTo("2026-12-08T17:00:00Z");
    }

    @Test
    void everyGuestLacksSomethingUrgentAfterTheReleaseAndFewThingsBefore() {
        for (OsKind os : List.of(windows, linux)) {
            int before = 0;
            for (int i = 0; i < 200; i++) {
                Nature nature = new Nature(new Behaviour(7, 0, 0, 0), "vm" + i);
                Map<String, Instant> levels = catalog.levelsAtBirth(os, nature, BEFORE.minusSeconds(86_400));

                before += catalog.lacking(os, levels, BEFORE).size();
                assertThat(catalog.lacking(os, levels, RELEASE))
                        .anyMatch(patch -> patch.patch().isCriticalOrSecurity()
                                && patch.publishedAt().equals(RELEASE));
            }
            assertThat(before / 200.0).isBetween(0.3, 3.0);
        }
    }

    @Test
    void newerPatchesReplaceOlderOnesOfTheirFamily() {
        Map<String, Instant> levels =
                catalog.levelsAtBirth(windows, new Nature(new Behaviour(7, 0, 0, 0), "vm"), BEFORE);

        List<CatalogPatch> afterTwoMonths = catalog.lacking(windows, levels, Instant.parse("2026-12-31T00:00:00Z"));

        assertThat(afterTwoMonths).extracting(CatalogPatch::family).doesNotHaveDuplicates();
    }

    @Test
    void windowsPatchesHaveKbNumbersAndLinuxPatchesVersions() {
        Set<String> kbs = new HashSet<>();
        for (String sku : List.of("2016-Datacenter", "2019-Datacenter")) {
            OsKind os = OsKind.of(
                    OsType.WINDOWS,
                    Optional.of(new ImageReference("MicrosoftWindowsServer", "WindowsServer", sku, "latest")));
            for (CatalogPatch patch : catalog.lacking(os, allLevelsAtEpoch(), RELEASE)) {
                assertThat(kbs.add(patch.patch().kbId().orElseThrow())).isTrue();
                assertThat(patch.label()).startsWith("KB");
            }
        }
        assertThat(catalog.lacking(linux, allLevelsAtEpoch(), RELEASE))
                .isNotEmpty()
                .allSatisfy(patch -> {
                    assertThat(patch.patch().version()).isPresent();
                    assertThat(patch.label())
                            .isEqualTo(patch.patch().name() + "="
                                    + patch.patch().version().orElseThrow());
                });
    }

    private static Map<String, Instant> allLevelsAtEpoch() {
        Map<String, Instant> levels = new HashMap<>();
        PatchFamily.ALL.forEach(family -> levels.put(family.name(), Instant.EPOCH));
        return levels;
    }
}
