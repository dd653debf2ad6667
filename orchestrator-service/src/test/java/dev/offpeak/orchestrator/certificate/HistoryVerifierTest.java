package dev.offpeak.orchestrator.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.rules.Rule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A history that breaks one rule is refused for that rule, and for no other. */
class HistoryVerifierTest {
    private static final String HEADER =
            "vm,activity,rollout,phase,phaseEnded,subscription,region,zone,set,updateDomain,sharedWith,from,to,notAfter,timeZone,windowStart,windowEnd";
    private static final Map<String, Set<String>> PAIRS =
            Map.of("westeurope", Set.of("northeurope"), "northeurope", Set.of("westeurope"));

    private final List<String> lines = new ArrayList<>();
    private String firstPhaseEnded = "23:59";

    @Test
    @Rule({"O1", "O2", "O3", "O4", "O5", "O6", "O7", "I3"})
    @DisplayName("O1 to O7, I3: a history that keeps every rule is sound, and puts every rule to the test")
    void soundHistoryKeepsEveryRule() throws IOException {
        sound();

        assertThat(check()).allSatisfy(report -> {
            assertThat(report.violations()).as(report.title()).isEmpty();
            assertThat(report.exercised()).as(report.title()).isPositive();
        });
    }

    @Test
    @Rule("O1")
    @DisplayName("O1: a phase that begins before the one before is through is found")
    void phaseTooEarlyIsFound() throws IOException {
        firstPhaseEnded = "23:00";
        flight("a", 1, "eastus", "1", "", 20, "22:00", "23:00");
        flight("b", 2, "uksouth", "1", "", 20, "22:30", "23:30");

        assertBroken("O1", "Phase 2 began with VM b", "before phase 1 was through");
    }

    @Test
    @Rule("O1")
    @DisplayName("O1: a phase that is through while its own orders are in flight is found; a straggler's retry is none")
    void phaseThroughTooEarlyIsFound() throws IOException {
        firstPhaseEnded = "22:30";
        flight("a", 1, "eastus", "1", "", 20, "22:00", "23:00");
        flight("b", 2, "uksouth", "1", "", 20, "23:10", "23:30");
        flight("straggler", 1, "eastus", "1", "", 20, "23:05", "23:40");

        assertBroken("O1", "Phase 1 was through while its VM a");
    }

    @Test
    @Rule("O2")
    @DisplayName("O2: a pair in flight together is found, whichever half is first")
    void pairTogetherIsFound() throws IOException {
        flight("a", 1, "westeurope", "-", "", 20, "22:00", "23:00");
        flight("b", 1, "northeurope", "-", "", 20, "22:59", "23:30");

        assertBroken("O2", "VM b", "northeurope", "while VM a");
    }

    @Test
    @Rule("O4")
    @DisplayName("O4: two zones in flight together are found; no zone is a zone of its own")
    void zonesTogetherAreFound() throws IOException {
        flight("a", 1, "eastus", "1", "", 20, "22:00", "23:00");
        flight("b", 1, "eastus", "-", "", 20, "22:30", "23:30");

        assertBroken("O4", "zone -", "zone 1");
    }

    @Test
    @Rule("O5")
    @DisplayName("O5: more than its share of a subscription is found")
    void crowdedSubscriptionIsFound() throws IOException {
        flight("a", 1, "eastus", "1", "", 9, "22:00", "23:00");
        flight("b", 1, "eastus", "1", "", 9, "22:30", "23:30");

        assertBroken("O5", "2 of 9 VMs of subscription sub");
    }

    @Test
    @Rule("O6")
    @DisplayName("O6: two update domains of a set in flight together are found")
    void updateDomainsTogetherAreFound() throws IOException {
        flight("a", 1, "eastus", "-", "web,0", 20, "22:00", "23:00");
        flight("b", 1, "eastus", "-", "web,1", 20, "22:30", "23:30");

        assertBroken("O6", "VM b", "while VM a");
    }

    @Test
    @Rule("O6")
    @DisplayName("O6: two VMs of a set of nine in flight together are found")
    void smallSetTogetherIsFound() throws IOException {
        flight("a", 1, "eastus", "-", "web,0", 9, "22:00", "23:00");
        flight("b", 1, "eastus", "-", "web,0", 9, "22:30", "23:30");

        assertBroken("O6", "2 of 9 VMs of web");
    }

    @Test
    @Rule("O7")
    @DisplayName("O7: a second order for a VM whose slot is still taken is found")
    void secondOrderForAVmIsFound() throws IOException {
        flight("a", 1, "eastus", "1", "", 20, "22:00", "23:00");
        flight("a", 1, "eastus", "1", "", 20, "22:30", "23:30");

        assertBroken("O7", "VM a");
    }

    @Test
    @Rule("O7")
    @DisplayName("O7: an order that never ended is found")
    void endlessOrderIsFound() throws IOException {
        firstPhaseEnded = "";
        flight("a", 1, "eastus", "1", "", 20, "22:00", "");

        assertBroken("O7", "never ended");
    }

    @Test
    @Rule("I3")
    @DisplayName("I3: an order by day is found")
    void orderByDayIsFound() throws IOException {
        flight("a", 1, "eastus", "1", "", 20, "12:00", "13:00");

        assertBroken("I3", "outside its off-peak hours");
    }

    @Test
    void tableThatIsNoneIsRefusedWithItsLine() {
        assertThatThrownBy(() -> FlightTable.read(reader("vm,activity\na,b")))
                .hasMessageContaining("must name the columns");
        assertThatThrownBy(() -> FlightTable.read(reader(HEADER + "\na,b")))
                .hasMessageContaining("Line 2: there are 2 values for 17 columns");
        assertThatThrownBy(() -> FlightTable.read(reader(HEADER + "\n" + "x,".repeat(16))))
                .hasMessageContaining("Line 2");
    }

    private void sound() {
        firstPhaseEnded = "23:10";
        flight("a", 1, "westeurope", "1", "", 10, "22:00", "22:30");
        flight("b", 1, "westeurope", "1", "", 10, "22:00", "22:30");
        flight("c", 1, "westeurope", "2", "", 10, "22:30", "22:50");
        flight("d", 1, "westeurope", "-", "web,0", 10, "22:50", "23:00");
        flight("e", 1, "westeurope", "-", "web,0", 10, "22:50", "23:00");
        flight("f", 1, "westeurope", "-", "web,1", 10, "23:00", "23:10");
        flight("a", 1, "westeurope", "1", "", 10, "23:10", "23:20");
        flight("g", 2, "northeurope", "1", "", 1, "23:20", "23:30");
    }

    private void flight(
            String vm, int phase, String region, String zone, String set, int sharedWith, String from, String to) {
        lines.add(String.join(
                ",",
                vm,
                "activity-" + lines.size(),
                "rollout",
                "" + phase,
                phase == 1 ? time(firstPhaseEnded) : "",
                "sub",
                region,
                zone,
                set.isEmpty() ? "," : set,
                "" + sharedWith,
                time(from),
                time(to),
                "2026-11-11T01:00:00Z",
                "UTC",
                "22:00",
                "06:00"));
    }

    private static String time(String ofDay) {
        return ofDay.isEmpty() ? "" : "2026-11-10T" + ofDay + ":00Z";
    }

    private List<RuleReport> check() throws IOException {
        List<Flight> flights = FlightTable.read(reader(HEADER + "\n" + String.join("\n", lines)));
        return new HistoryVerifier(PAIRS).check(flights);
    }

    private void assertBroken(String rule, String... evidence) throws IOException {
        assertThat(check().stream().filter(report -> !report.violations().isEmpty()))
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.rule()).isEqualTo(rule);
                    assertThat(report.violations()).singleElement().asString().contains(evidence);
                });
    }

    private static BufferedReader reader(String text) {
        return new BufferedReader(new StringReader(text));
    }
}
