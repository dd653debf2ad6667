package dev.offpeak.compute.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rule V6 and P10: where a VM may be put, and that it stays there. */
@Rule({"V6", "P10"})
class PlacementRulesTest {
    private static final PlacementRules.RegionFacts WITH_ZONES =
            new PlacementRules.RegionFacts("westeurope", "West Europe", true);
    private static final PlacementRules.RegionFacts WITHOUT_ZONES =
            new PlacementRules.RegionFacts("ukwest", "UK West", false);
    private static final PlacementRules.SetFacts SET =
            new PlacementRules.SetFacts("/subscriptions/s/…/as", "westeurope", 2, 1);

    @Test
    @Rule("V6")
    @DisplayName("V6: a VM in a set gets its turn of the round robin")
    void setGivesDomains() {
        VmPlacement placed = granted(
                PlacementRules.place(Optional.of("West Europe"), Optional.of(WITH_ZONES), List.of(), Optional.of(SET)));

        assertThat(placed.updateDomain()).contains(2);
        assertThat(placed.faultDomain()).contains(1);
        assertThat(placed.zone()).isEmpty();
    }

    @Test
    @Rule("V6")
    @DisplayName("V6: a VM is in a zone or a set, not both")
    void zoneAndSetExcludeEachOther() {
        assertRefused(
                PlacementRules.place(
                        Optional.of("westeurope"), Optional.of(WITH_ZONES), List.of("1"), Optional.of(SET)),
                "InvalidParameter",
                "zones");
    }

    @Test
    void zoneMustExistInTheRegion() {
        assertRefused(
                PlacementRules.place(Optional.of("ukwest"), Optional.of(WITHOUT_ZONES), List.of("1"), Optional.empty()),
                "InvalidParameter",
                "zones");
        assertRefused(
                PlacementRules.place(
                        Optional.of("westeurope"), Optional.of(WITH_ZONES), List.of("4"), Optional.empty()),
                "InvalidParameter",
                "zones");
        assertRefused(
                PlacementRules.place(
                        Optional.of("westeurope"), Optional.of(WITH_ZONES), List.of("1", "2"), Optional.empty()),
                "InvalidParameter",
                "zones");
    }

    @Test
    @Rule("P10")
    @DisplayName("P10: creating without a location is refused")
    void locationIsRequired() {
        assertRefused(
                PlacementRules.place(Optional.empty(), Optional.empty(), List.of(), Optional.empty()),
                "LocationRequired",
                "location");
    }

    @Test
    void unknownLocationAndForeignSetAreRefused() {
        assertRefused(
                PlacementRules.place(Optional.of("mars"), Optional.empty(), List.of(), Optional.empty()),
                "InvalidParameter",
                "location");
        assertRefused(
                PlacementRules.place(Optional.of("ukwest"), Optional.of(WITHOUT_ZONES), List.of(), Optional.of(SET)),
                "InvalidParameter",
                "properties.availabilitySet");
    }

    @Test
    void whatIsLeftOutStaysAndNothingElseMayBeSaid() {
        VmPlacement present =
                new VmPlacement("westeurope", Optional.of("2"), Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(granted(PlacementRules.stay(present, Optional.empty(), Optional.empty(), Optional.empty())))
                .isEqualTo(present);
        assertThat(granted(PlacementRules.stay(
                        present, Optional.of("westeurope"), Optional.of(List.of("2")), Optional.empty())))
                .isEqualTo(present);
        assertRefused(
                PlacementRules.stay(present, Optional.of("ukwest"), Optional.empty(), Optional.empty()),
                "PropertyChangeNotAllowed",
                "location");
        assertRefused(
                PlacementRules.stay(present, Optional.empty(), Optional.of(List.of("1")), Optional.empty()),
                "PropertyChangeNotAllowed",
                "zones");
        assertRefused(
                PlacementRules.stay(present, Optional.empty(), Optional.empty(), Optional.of("/x")),
                "PropertyChangeNotAllowed",
                "properties.availabilitySet");
    }

    private static VmPlacement granted(Ruling<VmPlacement> ruling) {
        return ruling.orElseThrow(refusal -> new IllegalStateException(refusal.message()));
    }

    private static void assertRefused(Ruling<VmPlacement> ruling, String code, String target) {
        ModelRefusal refusal = ruling.refusal().orElseThrow();
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.target()).isEqualTo(target);
        assertThat(refusal.message()).isNotBlank();
    }
}
