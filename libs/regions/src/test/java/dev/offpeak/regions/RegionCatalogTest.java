package dev.offpeak.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.rules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionCatalogTest {
    private final RegionCatalog catalog = RegionCatalog.builtIn();

    @Test
    @Rule("O2")
    @DisplayName("O2: pairs are undirected")
    void everyPairHoldsInBothDirections() {
        assertThat(catalog.pairsOf("westeurope")).containsExactly("northeurope");
        assertThat(catalog.pairsOf("northeurope")).containsExactly("westeurope");
        for (RegionPair pair : catalog.pairs()) {
            assertThat(catalog.pairsOf(pair.first())).contains(pair.second());
            assertThat(catalog.pairsOf(pair.second())).contains(pair.first());
        }
    }

    @Test
    @Rule("O2")
    @DisplayName("O2: a pair that only one half publishes counts for both")
    void oneWayPairsHoldForBothHalves() {
        assertThat(catalog.pairsOf("westus3")).containsExactly("eastus");
        assertThat(catalog.pairsOf("eastus")).containsExactly("westus", "westus3");
        assertThat(catalog.pairsOf("brazilsouth")).containsExactly("brazilsoutheast", "southcentralus");
        assertThat(catalog.pairsOf("southcentralus")).containsExactly("brazilsouth", "northcentralus");
        assertThat(catalog.pairsOf("swedensouth")).containsExactly("swedencentral");
    }

    @Test
    void regionsWithoutAPairHaveNone() {
        assertThat(catalog.pairsOf("polandcentral")).isEmpty();
        assertThat(catalog.pairsOf("atlantis")).isEmpty();
    }

    @Test
    @Rule("V2")
    @DisplayName("V2: locations ignore case and spaces")
    void findsARegionInAnySpelling() {
        assertThat(catalog.find("West Europe")).isEqualTo(catalog.find("westeurope"));
        assertThat(catalog.find("WESTEUROPE").orElseThrow().name()).isEqualTo("westeurope");
        assertThat(catalog.find("atlantis")).isEmpty();
        assertThat(RegionCatalog.normalize(" East US 2 EUAP")).isEqualTo("eastus2euap");
    }

    @Test
    void everyDisplayNameFindsItsRegion() {
        assertThat(catalog.all()).hasSize(60).allSatisfy(region -> assertThat(catalog.find(region.displayName()))
                .contains(region));
    }

    @Test
    void knowsZonesTimeZonesAndCanaries() {
        Region westEurope = catalog.find("westeurope").orElseThrow();

        assertThat(westEurope.availabilityZones()).isTrue();
        assertThat(westEurope.timeZone()).isEqualTo(ZoneId.of("Europe/Amsterdam"));
        assertThat(catalog.find("westus").orElseThrow().availabilityZones()).isFalse();
        assertThat(catalog.all().stream()
                        .filter(Region::canary)
                        .map(Region::name)
                        .collect(Collectors.toList()))
                .containsExactly("centraluseuap", "eastus2euap");
    }

    @Test
    void anOperatorsFileReplacesTheBuiltInRegions(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("regions.json"),
                """
                {"regions": [
                  {"name": "berlin", "displayName": "Berlin", "timeZone": "Europe/Berlin", "availabilityZones": true},
                  {"name": "munich", "displayName": "Munich", "timeZone": "Europe/Berlin"},
                  {"name": "hamburg", "displayName": "Hamburg", "timeZone": "Europe/Berlin"}],
                 "pairs": [["munich", "berlin"], ["Hamburg", "berlin"], ["berlin", "munich"]]}
                """);

        RegionCatalog own = RegionCatalog.read(file);

        assertThat(own.all()).hasSize(3);
        assertThat(own.pairs())
                .containsExactly(new RegionPair("berlin", "hamburg"), new RegionPair("munich", "berlin"));
        assertThat(own.pairsOf("Berlin")).containsExactly("hamburg", "munich");
    }

    @Test
    void aMisspeltPairIsRefusedByName(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("regions.json"),
                """
                {"regions": [{"name": "berlin", "displayName": "Berlin", "timeZone": "Europe/Berlin"}],
                 "pairs": [["berlin", "munch"]]}
                """);

        assertThatThrownBy(() -> RegionCatalog.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'munch'")
                .hasMessageContaining(file.toString());
    }

    @Test
    void damagedFilesAreRefusedWithTheirName(@TempDir Path folder) throws IOException {
        Path notJson = Files.writeString(folder.resolve("a.json"), "regions");
        Path noZone = Files.writeString(
                folder.resolve("b.json"),
                "{\"regions\":[{\"name\":\"a\",\"displayName\":\"A\",\"timeZone\":\"Moon/Sea\"}]}");

        assertThatThrownBy(() -> RegionCatalog.read(notJson)).hasMessageContaining("a.json");
        assertThatThrownBy(() -> RegionCatalog.read(noZone)).hasMessageContaining("Moon/Sea");
    }
}
