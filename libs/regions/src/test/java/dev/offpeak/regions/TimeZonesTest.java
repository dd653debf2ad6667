package dev.offpeak.regions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Rule("I3")
@DisplayName("I3: time zones by Windows and IANA names")
class TimeZonesTest {
    private final Region westEurope = RegionCatalog.builtIn().find("westeurope").orElseThrow();

    @Test
    void windowsNamesGoThroughCldr() {
        assertThat(TimeZones.find("Pacific Standard Time")).contains(ZoneId.of("America/Los_Angeles"));
        assertThat(TimeZones.find("w. europe standard time")).contains(ZoneId.of("Europe/Berlin"));
    }

    @Test
    void ianaNamesWorkTooAndOtherTextDoesNot() {
        assertThat(TimeZones.find("Asia/Tokyo")).contains(ZoneId.of("Asia/Tokyo"));
        assertThat(TimeZones.find("UTC")).isPresent();
        assertThat(TimeZones.find("Middle Earth Standard Time")).isEmpty();
    }

    @Test
    void windowsOffsetNamesAreNotReadAsIsoOffsetsTheOtherWayRound() {
        ZoneId zone = TimeZones.find("UTC-11").orElseThrow();

        assertThat(zone.getRules().getOffset(Instant.EPOCH).getTotalSeconds()).isEqualTo(-11 * 3600);
    }

    @Test
    void aVmWithoutAKnownZoneLivesInItsRegionsZone() {
        assertThat(TimeZones.of(Optional.empty(), westEurope)).isEqualTo(ZoneId.of("Europe/Amsterdam"));
        assertThat(TimeZones.of(Optional.of("nonsense"), westEurope)).isEqualTo(ZoneId.of("Europe/Amsterdam"));
        assertThat(TimeZones.of(Optional.of("Tokyo Standard Time"), westEurope)).isEqualTo(ZoneId.of("Asia/Tokyo"));
    }
}
