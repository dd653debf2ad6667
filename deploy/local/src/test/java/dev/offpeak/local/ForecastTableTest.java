package dev.offpeak.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.offpeak.rules.Rule;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Rule("U6")
@DisplayName("U6: a forecast, for people")
class ForecastTableTest {
    @Test
    void showsEachPhaseAndTheMarginToTheDeadline() throws JsonProcessingException {
        assertThat(ForecastTable.lines(preview("\"holds\": true, \"margin\": \"PT180H\"")))
                .containsExactly(
                        "A release that comes on 2026-11-10 18:00 would patch 42 VMs (platform time, UTC):",
                        "phase  ring           VMs  likely start      earliest end      likely end        regions",
                        "    1  Default         42  2026-11-10 21:00  2026-11-12 05:00  2026-11-13 05:00  eastus, uksouth, westeurope and 1 more",
                        "It likely ends 7.5 days before its deadline, which is 2026-12-10 18:00.");
    }

    @Test
    void saysWhoIsToBlameForAMissedDeadline() throws JsonProcessingException {
        List<String> lines = ForecastTable.lines(preview(
                "\"holds\": false, \"toBlame\": {\"missedBy\": \"PT36H\", \"why\": \"eastus needs 40 nights.\"}"));

        assertThat(lines)
                .last()
                .isEqualTo(
                        "It likely misses its deadline, which is 2026-12-10 18:00, by 1.5 days: eastus needs 40 nights.");
    }

    private static JsonNode preview(String forecast) throws JsonProcessingException {
        return JsonFile.MAPPER.readTree(
                """
                {"startsAt": "2026-11-10T18:00:00Z", "deadline": "2026-12-10T18:00:00Z", "vms": 42, "forecast": {%s},
                 "phases": [{"number": 1, "ring": "Default", "vms": {"total": 42, "Waiting": 42},
                   "regions": [{"region": "eastus"}, {"region": "uksouth"}, {"region": "westeurope"}, {"region": "westus"}],
                   "forecast": {"earliestStart": "2026-11-10T21:00:00Z", "likelyStart": "2026-11-10T21:00:00Z",
                     "earliestEnd": "2026-11-12T05:00:00Z", "likelyEnd": "2026-11-13T05:00:00Z", "longestLane": "uksouth"}}]}"""
                        .formatted(forecast));
    }
}
