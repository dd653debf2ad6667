package dev.offpeak.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoFleetTest {
    @Test
    void sixHundredVmsLieInEightPairedRegionsWithZonesAndSets() {
        List<DemoVm> fleet = DemoFleet.of(options(600, 1));

        Map<String, Long> sets = fleet.stream()
                .flatMap(vm -> vm.setId().stream())
                .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
        assertThat(fleet).hasSize(600);
        assertThat(fleet.stream().map(DemoVm::id).distinct()).hasSize(600);
        assertThat(fleet.stream().map(DemoVm::region).distinct()).hasSize(8);
        assertThat(fleet.stream().map(DemoVm::image).distinct()).hasSize(4);
        assertThat(sets.values()).allSatisfy(size -> assertThat(size).isBetween(2L, 12L));
        assertThat(sets.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(200);
        assertThat(fleet.stream().filter(vm -> vm.zone().isPresent())).hasSizeBetween(230, 300);
        assertThat(fleet)
                .noneMatch(vm -> vm.zone().isPresent()
                        && (vm.set().isPresent() || !vm.region().hasZones()));
    }

    @Test
    void everyNumberOfVmsIsKeptAndEveryRuleCanBePutToTheTest() {
        for (int vms = DemoOptions.FEWEST_VMS; vms < 200; vms += 7) {
            for (long seed = 0; seed < 20; seed++) {
                List<DemoVm> fleet = DemoFleet.of(options(vms, seed));
                Set<String> zones = new HashSet<>();
                fleet.stream()
                        .filter(vm -> vm.region() == DemoRegion.WESTEUROPE)
                        .forEach(vm -> zones.add(vm.zone().orElse("-")));

                assertThat(fleet).hasSize(vms);
                assertThat(zones).hasSizeGreaterThanOrEqualTo(3);
            }
        }
    }

    @Test
    void sameSeedGivesTheSameFleet() {
        assertThat(DemoFleet.of(options(100, 7))).isEqualTo(DemoFleet.of(options(100, 7)));
        assertThat(DemoFleet.of(options(100, 7))).isNotEqualTo(DemoFleet.of(options(100, 8)));
    }

    @Test
    void pairsAreNamedOnce() {
        assertThat(DemoRegion.pairs()).hasSize(4);
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> options(5, 1)).hasMessageContaining("--vms must be from 24");
    }

    static DemoOptions options(int vms, long seed) {
        return new DemoOptions(
                vms, seed, 0, Optional.empty(), false, Optional.empty(), 12_000, 0, 0, false, Duration.ofMinutes(10));
    }
}
