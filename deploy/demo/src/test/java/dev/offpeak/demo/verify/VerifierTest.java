package dev.offpeak.demo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A check is worth something only if it fails when it should: for each rule a history is doctored to break it. */
class VerifierTest {
    private final History history = History.sound();

    @Test
    void soundHistoryKeepsAndExercisesEveryRule() {
        assertThat(history.reports(2)).hasSize(8).allSatisfy(report -> {
            assertThat(report.violations()).as(report.rule()).isEmpty();
            assertThat(report.isProven()).as(report.rule()).isTrue();
        });
    }

    @Test
    @Rule("O1")
    @DisplayName("O1: both halves of a pair in one phase")
    void pairInOnePhase() {
        Instant meanwhile = history.received("westeurope-1-1").plusSeconds(1600);
        history.without("northeurope-1-0").patched(history.vm("northeurope-1-0"), meanwhile);

        assertThat(history.broken()).contains("O1");
    }

    @Test
    @Rule("O1")
    @DisplayName("O1: fewer phases than were asked for")
    void tooFewPhases() {
        assertThat(new Verifier(3, Map.of()).check(List.of(), List.of()))
                .allSatisfy(report -> assertThat(report.isProven()).isFalse());
        History one = History.sound();
        one.alone("eastus-1", "eastus", "-");
        one.patched(one.vm("eastus-1"), one.received("westeurope-1-0"));

        assertThat(one.reports(3)).anySatisfy(report -> {
            assertThat(report.rule()).isEqualTo("O1");
            assertThat(report.violations()).singleElement().asString().contains("Only 2 phases");
        });
    }

    @Test
    @Rule("O1")
    @DisplayName("O1: a VM that was switched off in its turn is a straggler, not a broken rule")
    void stragglerBreaksNothing() {
        String name = "westeurope-2-4";
        Instant turn = history.received(name);
        Instant later = Instant.parse("2026-12-01T22:00:00Z");
        history.without(name);
        history.event(history.vm(name), turn.minusSeconds(60), JournalLine.POWERED_OFF);
        history.event(history.vm(name), later.minusSeconds(3600), JournalLine.POWERED_ON);
        history.patched(history.vm(name), later);

        assertThat(history.broken()).isEmpty();
    }

    @Test
    @Rule("O2")
    @DisplayName("O2: both halves of a pair in flight together")
    void pairTogether() {
        Instant meanwhile = history.received("westeurope-1-0");
        history.without("northeurope-1-0").patched(history.vm("northeurope-1-0"), meanwhile);

        assertThat(history.broken()).contains("O2");
    }

    @Test
    @Rule("O3")
    @DisplayName("O3: the next of a set before the one ahead proved healthy")
    void nextOfASetBeforeHealth() {
        history.withoutEvent("westeurope-set-0", JournalLine.HEALTHY);

        assertThat(history.broken()).containsExactly("O3");
    }

    @Test
    @Rule("O4")
    @DisplayName("O4: two zones in flight together")
    void zonesTogether() {
        Instant meanwhile = history.received("westeurope-1-0").plusSeconds(600);
        history.without("westeurope-2-0").patched(history.vm("westeurope-2-0"), meanwhile);

        assertThat(history.broken()).contains("O4");
    }

    @Test
    @Rule("O5")
    @DisplayName("O5: more than a fifth of a subscription's VMs")
    void subscriptionCrowded() {
        Instant meanwhile = history.received("westeurope-1-0");
        for (String name : List.of("westeurope-1-1", "westeurope-1-2")) {
            history.without(name).patched(history.vm(name), meanwhile);
        }

        assertThat(history.broken()).containsExactly("O5");
    }

    @Test
    @Rule("O6")
    @DisplayName("O6: two update domains of a set together")
    void updateDomainsTogether() {
        Instant meanwhile = history.received("westeurope-set-0").plusSeconds(600);
        history.without("westeurope-set-2").patched(history.vm("westeurope-set-2"), meanwhile);

        assertThat(history.broken()).contains("O6");
    }

    @Test
    @Rule("O6")
    @DisplayName("O6: more than a fifth of a set together, in one update domain")
    void tooManyOfASet() {
        TopologyVm third = history.inSet("westeurope-set-extra", "westeurope", 0);
        history.patched(third, history.received("westeurope-set-0"));

        assertThat(history.broken()).containsExactly("O6");
    }

    @Test
    @Rule("I1")
    @DisplayName("I1: a patch of another classification")
    void otherClassification() {
        history.reclassify("westeurope-1-0", "Updates");

        assertThat(history.broken()).containsExactly("I1");
    }

    @Test
    @Rule("I3")
    @DisplayName("I3: an installation at noon, and one that goes on after six")
    void outsideTheNight() {
        History atNoon = new History();
        atNoon.patched(atNoon.alone("a", "westeurope", "1"), Instant.parse("2026-11-10T11:00:00Z"));
        History late = new History();
        late.patched(late.alone("a", "westeurope", "1"), Instant.parse("2026-11-11T04:50:00Z"));

        assertThat(atNoon.broken()).contains("I3");
        assertThat(late.broken()).contains("I3");
    }

    @Test
    void journalIsReadAsTheGuestsWriteIt(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("journal.jsonl");
        Files.writeString(
                file,
                """
                {"vmId":"v","resourceId":"/r","at":"2026-11-10T21:00:00Z","realAt":"2026-11-10T21:00:00Z","event":"PatchInstalled","activityId":"a","patch":"KB5","classification":"Critical"}
                {"vmId":"v","at":"2026-11-10T21:0""");

        assertThat(Journal.read(file)).singleElement().satisfies(line -> {
            assertThat(line.is(JournalLine.PATCH_INSTALLED)).isTrue();
            assertThat(line.classification()).contains("Critical");
        });
    }
}
