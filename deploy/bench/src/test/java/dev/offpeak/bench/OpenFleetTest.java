package dev.offpeak.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.regions.RegionCatalog;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenFleetTest {
    @Test
    void noRegionOfTheFleetWaitsForAnotherOne() {
        List<String> regions = OpenFleet.regions();

        assertThat(regions).hasSize(10).doesNotHaveDuplicates().allSatisfy(region -> assertThat(
                        RegionCatalog.builtIn().pairsOf(region))
                .doesNotContainAnyElementsOf(regions));
    }
}
