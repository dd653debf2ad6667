package dev.offpeak.assessment.result;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.offpeak.assessment.domain.Findings;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.RebootBehavior;
import dev.offpeak.rules.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@Rule("A4")
@DisplayName("A4: the result by api-version")
class ResultViewsTest {
    private static final Instant AT = Instant.parse("2026-06-10T22:00:00Z");
    private static final Findings FINDINGS = new Findings(
            true,
            List.of(
                    patch("a", Classification.SECURITY, Optional.of("5012345")),
                    patch("b", Classification.UPDATES, Optional.empty())));

    @Test
    void spellsPatchesAndKbidIn20200601() {
        JsonNode body = new ResultViews().result("2020-06-01", "activity", AT, AT, FINDINGS);

        assertThat(body.path("patches")).hasSize(2);
        assertThat(body.path("patches").get(0).path("kbid").asText()).isEqualTo("5012345");
        assertThat(body.has("availablePatches")).isFalse();
    }

    @Test
    void spellsAvailablePatchesAndKbIdFrom20201201On() {
        for (String version : List.of("2020-12-01", "2023-07-01", "2026-04-01")) {
            JsonNode body = new ResultViews().result(version, "activity", AT, AT, FINDINGS);

            assertThat(body.path("availablePatches").get(0).path("kbId").asText())
                    .isEqualTo("5012345");
            assertThat(body.path("availablePatches").get(1).has("kbId")).isFalse();
            assertThat(body.has("patches")).isFalse();
        }
    }

    @Test
    void countsCriticalAndSecurityApart() {
        JsonNode body = new ResultViews().result("2023-07-01", "activity", AT, AT, FINDINGS);

        assertThat(body.path("criticalAndSecurityPatchCount").asInt()).isEqualTo(1);
        assertThat(body.path("otherPatchCount").asInt()).isEqualTo(1);
        assertThat(body.path("rebootPending").asBoolean()).isTrue();
        assertThat(body.path("startDateTime").asText()).startsWith("2026-06-10T22:00:00");
    }

    private static Patch patch(String id, Classification classification, Optional<String> kb) {
        return new Patch(
                id,
                "Patch " + id,
                Optional.empty(),
                kb,
                List.of(classification),
                RebootBehavior.CAN_REQUEST_REBOOT,
                Optional.of(AT));
    }
}
