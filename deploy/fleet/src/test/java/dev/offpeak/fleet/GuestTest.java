package dev.offpeak.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.offpeak.agent.ProtocolJson;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PatchResult;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.AssessmentGoal;
import dev.offpeak.contracts.agent.AssessmentReport;
import dev.offpeak.contracts.agent.ClockReading;
import dev.offpeak.contracts.agent.ExtensionGoal;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.GuestDescriptor;
import dev.offpeak.contracts.agent.InstallationGoal;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.agent.ReportReceipt;
import dev.offpeak.rules.Rule;
import dev.offpeak.time.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestTest {
    private static final String VM = "7b1a8f4e-0000-4000-8000-000000000001";
    private static final Instant BORN = Instant.parse("2026-11-08T20:00:00Z");
    /** The night after the second Tuesday of 2026-11. */
    private static final Instant NIGHT = Instant.parse("2026-11-10T22:00:00Z");

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock(BORN);
    private final ManualTimer timer = new ManualTimer(clock);
    private final FakeCompute compute = new FakeCompute();
    private Behaviour behaviour = new Behaviour(42, 0, 0, 0);
    private GuestStore store;
    private Journal journal;
    private Guest guest;
    private long revision;

    @BeforeEach
    void openFolder() throws IOException {
        store = GuestStore.open(folder);
        journal = Journal.open(folder);
    }

    @AfterEach
    void closeFolder() throws IOException {
        store.close();
        journal.close();
    }

    @Test
    void bootsReportsPowerEnrolsAndBeats() {
        startGuest();

        assertThat(compute.powerReports).extracting("state").containsExactly(PowerState.RUNNING);
        assertThat(compute.enrollments).singleElement().extracting("token").isEqualTo("token-1");
        assertThat(compute.heartbeats).isNotEmpty().allMatch(heartbeat -> heartbeat.healthy());
        assertThat(events()).startsWith("Booted", "Enrolled");
    }

    @Test
    @Rule({"A2", "I2"})
    @DisplayName("A2, I2: an assessment lists the month's patches only once they are published, and installs nothing")
    void assessesWhatIsPublished() {
        startGuest();

        goal(assessment("before", BORN.plus(Duration.ofDays(1))));
        timer.runFor(Duration.ofMinutes(10));
        timer.runFor(Duration.between(clock.now(), NIGHT));
        goal(assessment("after", NIGHT.plus(Duration.ofHours(1))));
        timer.runFor(Duration.ofMinutes(10));

        AssessmentReport before = compute.assessmentReports().get(0);
        AssessmentReport after = compute.assessmentReports().get(1);
        assertThat(before.status()).isEqualTo(PatchOperationStatus.SUCCEEDED);
        assertThat(before.patches().size()).isLessThan(after.patches().size());
        assertThat(before.patches())
                .allSatisfy(
                        patch -> assertThat(patch.publishedAt().orElseThrow()).isBefore(BORN));
        assertThat(after.patches())
                .anySatisfy(patch -> assertThat(patch.publishedAt()).contains(Instant.parse("2026-11-10T17:00:00Z")));
        assertThat(after.sequence()).isEqualTo(1);
        assertThat(events()).doesNotContain("PatchInstalled").contains("Assessed");
    }

    @Test
    @Rule({"E1", "E3"})
    @DisplayName("E1, E3: native updates are turned off when the extension is installed, not before")
    void installsTheExtension() {
        startGuest();

        goal(new GoalState(
                VM,
                ++revision,
                reading(),
                60,
                NativeUpdates.TURN_OFF,
                Optional.of(new ExtensionGoal(
                        "ext-1",
                        "Microsoft.CPlat.Core.WindowsPatchExtension",
                        "1.5.0",
                        clock.now().plusSeconds(3600))),
                Optional.empty(),
                Optional.empty()));
        timer.runFor(Duration.ofMinutes(1));
        assertThat(events()).doesNotContain("NativeUpdatesOff");
        timer.runFor(Duration.ofMinutes(20));

        assertThat(events()).containsSubsequence("ExtensionInstalled", "NativeUpdatesOff");
        assertThat(compute.extensionReports())
                .extracting("sequence", "status")
                .containsExactly(
                        tuple(1L, PatchOperationStatus.IN_PROGRESS), tuple(2L, PatchOperationStatus.SUCCEEDED));
        assertThat(compute.heartbeats.get(compute.heartbeats.size() - 1).extensionVersion())
                .contains("1.5.0");
    }

    @Test
    @Rule("E2")
    @DisplayName("E2: an extension whose window ends first is left for the next window")
    void leavesTheExtensionWhenTheWindowEnds() {
        startGuest();

        goal(new GoalState(
                VM,
                ++revision,
                reading(),
                60,
                NativeUpdates.TURN_OFF,
                Optional.of(new ExtensionGoal(
                        "ext-1",
                        "Microsoft.CPlat.Core.WindowsPatchExtension",
                        "1.5.0",
                        clock.now().plusSeconds(60))),
                Optional.empty(),
                Optional.empty()));
        timer.runFor(Duration.ofMinutes(20));

        assertThat(events()).doesNotContain("ExtensionInstalled", "NativeUpdatesOff");
        assertThat(compute.extensionReports()).extracting("status").containsExactly(PatchOperationStatus.IN_PROGRESS);
    }

    @Test
    @Rule({"I1", "I4"})
    @DisplayName("I1, I4: installs everything critical or security and nothing else, reboots, and proves its health")
    void installsReboots() {
        startGuest();
        timer.runFor(Duration.between(clock.now(), NIGHT));

        goal(order("run-1", NIGHT.plus(Duration.ofHours(3))));
        timer.runFor(Duration.ofHours(3));

        InstallationReport first = compute.installationReports().get(0);
        InstallationReport last = lastInstallationReport();
        assertThat(first.sequence()).isEqualTo(1);
        assertThat(first.status()).isEqualTo(PatchOperationStatus.IN_PROGRESS);
        assertThat(first.results()).isEmpty();
        assertThat(last.status()).isEqualTo(PatchOperationStatus.SUCCEEDED);
        assertThat(last.rebootStatus()).isEqualTo(RebootStatus.COMPLETED);
        assertThat(last.bootId()).isNotEqualTo(first.bootId());
        assertThat(last.results()).isNotEmpty().allSatisfy(result -> assertThat(result.state())
                .isEqualTo(
                        result.patch().isCriticalOrSecurity()
                                ? PatchInstallationState.INSTALLED
                                : PatchInstallationState.NOT_SELECTED));
        assertThat(events())
                .containsSubsequence(
                        "OrderReceived",
                        "InstallationStarted",
                        "PatchInstalled",
                        "RebootStarted",
                        "RebootEnded",
                        "Booted",
                        "InstallationEnded",
                        "Healthy");
        assertThat(journalOf("PatchInstalled"))
                .allSatisfy(
                        line -> assertThat(line.get("classification").asText()).isIn("Critical", "Security"));
        assertThat(compute.installationReports())
                .extracting("sequence", Long.class)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void nothingIsDoneWithoutLeave() {
        compute.receipts = report -> new ReportReceipt(true, false, "the fence was raised");
        startGuest();
        timer.runFor(Duration.between(clock.now(), NIGHT));

        goal(order("run-1", NIGHT.plus(Duration.ofHours(3))));
        timer.runFor(Duration.ofHours(3));

        assertThat(events()).contains("OrderRefused").doesNotContain("InstallationStarted", "PatchInstalled");
        assertThat(compute.installationReports()).hasSize(1);
    }

    @Test
    @Rule("O7")
    @DisplayName("O7: an order past its not-after time is refused")
    void refusesAnOrderPastItsNotAfter() {
        startGuest();
        timer.runFor(Duration.between(clock.now(), NIGHT));

        goal(order("run-1", NIGHT.minusSeconds(1)));
        timer.runFor(Duration.ofHours(1));

        assertThat(events())
                .containsSubsequence("OrderReceived", "OrderRefused")
                .doesNotContain("InstallationStarted");
        assertThat(lastInstallationReport().error().map(WireError::code)).contains("OrderExpired");
    }

    @Test
    @Rule("O7")
    @DisplayName("O7: an order taken up again after a power cut past its not-after time is refused")
    void refusesAnOrderPastItsNotAfterAfterAPowerCut() {
        startGuest();
        timer.runFor(Duration.between(clock.now(), NIGHT));
        goal(order("run-1", NIGHT.plus(Duration.ofHours(1))));
        timer.runFor(Duration.ofMinutes(12));
        int installed = journalOf("PatchInstalled").size();

        guest.describe(descriptor(PowerState.STOPPED));
        timer.runFor(Duration.ofHours(2));
        guest.describe(descriptor(PowerState.RUNNING));
        timer.runFor(Duration.ofHours(1));

        assertThat(events())
                .containsSubsequence("InstallationStarted", "PoweredOff", "PoweredOn", "Booted", "InstallationEnded");
        assertThat(journalOf("PatchInstalled")).hasSize(installed);
        assertThat(lastInstallationReport().status()).isEqualTo(PatchOperationStatus.FAILED);
        assertThat(compute.powerReports)
                .extracting("state")
                .containsExactly(PowerState.RUNNING, PowerState.STOPPED, PowerState.RUNNING);
    }

    @Test
    @Rule("I4")
    @DisplayName("I4: no patch starts when less than 25 minutes remain; what was left is pending")
    void keepsTheTwentyFiveMinutes() {
        startGuest();
        timer.runFor(Duration.between(clock.now(), NIGHT));
        Instant notAfter = NIGHT.plus(Duration.ofMinutes(34));

        goal(order("run-1", notAfter));
        timer.runFor(Duration.ofHours(1));

        InstallationReport last = lastInstallationReport();
        assertThat(last.maintenanceWindowExceeded()).isTrue();
        assertThat(last.status()).isEqualTo(PatchOperationStatus.COMPLETED_WITH_WARNINGS);
        assertThat(last.results()).extracting(PatchResult::state).contains(PatchInstallationState.PENDING);
        for (JsonNode line : journalOf("PatchInstalled")) {
            String started = line.get("detail").asText().replaceAll("started (\\S+),.*", "$1");
            assertThat(Instant.parse(started)).isBeforeOrEqualTo(notAfter.minus(Duration.ofMinutes(25)));
        }
        assertThat(clock.now()).isAfter(notAfter);
        assertThat(instants("InstallationEnded")).allMatch(at -> at.isBefore(notAfter));
    }

    @Test
    void aFailedAttemptNamesItsPatchAndTheNextOneInstallsWhatIsLeft() {
        behaviour = new Behaviour(42, 1, 0, 0);
        startGuest();
        timer.runFor(Duration.between(clock.now(), NIGHT));
        goal(order("run-1", NIGHT.plus(Duration.ofHours(3))));
        timer.runFor(Duration.ofHours(4));

        InstallationReport last = lastInstallationReport();
        assertThat(last.status()).isEqualTo(PatchOperationStatus.FAILED);
        assertThat(last.error().map(WireError::code)).contains("PatchInstallationFailed");
        assertThat(last.results())
                .filteredOn(result -> result.state() == PatchInstallationState.FAILED)
                .hasSize(1);
        assertThat(journalOf("PatchFailed")).hasSize(1);
        String failed = journalOf("PatchFailed").get(0).get("patch").asText();

        goal(order("run-2", clock.now().plus(Duration.ofHours(3))));
        timer.runFor(Duration.ofHours(3));
        assertThat(journalOf("PatchFailed")).hasSize(2);
        assertThat(journalOf("PatchFailed").get(1).get("patch").asText()).isEqualTo(failed);
    }

    @Test
    @Rule({"I8", "I9"})
    @DisplayName("I8, I9: nothing later than the cut; exclusion beats classification, inclusion adds")
    void followsCutAndMasks() {
        startGuest();
        timer.runFor(Duration.between(clock.now(), NIGHT));
        goal(new InstallationGoal(
                "cut",
                NIGHT.plus(Duration.ofHours(3)),
                List.of(Classification.CRITICAL, Classification.SECURITY),
                Optional.of(Instant.parse("2026-11-01T00:00:00Z")),
                List.of(),
                List.of(),
                RebootSetting.IF_REQUIRED));
        timer.runFor(Duration.ofHours(3));
        assertThat(journalOf("PatchInstalled"))
                .allSatisfy(line -> assertThat(line.get("detail").asText()).doesNotContain("published 2026-11"));

        goal(new InstallationGoal(
                "masks",
                clock.now().plus(Duration.ofHours(3)),
                List.of(Classification.CRITICAL, Classification.SECURITY),
                Optional.empty(),
                List.of("*cumulative update for windows*"),
                List.of("KB" + malwareToolKb()),
                RebootSetting.NEVER));
        timer.runFor(Duration.ofHours(3));

        List<PatchResult> results = lastInstallationReport().results();
        assertThat(results)
                .filteredOn(result -> result.patch().name().contains("Cumulative Update for Windows"))
                .isNotEmpty()
                .extracting(PatchResult::state)
                .containsOnly(PatchInstallationState.EXCLUDED);
        assertThat(results)
                .filteredOn(result -> result.patch().name().contains("Malicious"))
                .extracting(PatchResult::state)
                .containsExactly(PatchInstallationState.INSTALLED);
        assertThat(lastInstallationReport().rebootStatus()).isIn(RebootStatus.NOT_NEEDED, RebootStatus.REQUIRED);
    }

    @Test
    void aWithdrawnOrderStopsBeforeTheNextPatch() {
        startGuest();
        timer.runFor(Duration.between(clock.now(), NIGHT));
        goal(order("run-1", NIGHT.plus(Duration.ofHours(3))));
        timer.runFor(Duration.ofMinutes(6));

        goal(new GoalState(
                VM,
                ++revision,
                reading(),
                60,
                NativeUpdates.LEAVE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
        timer.runFor(Duration.ofHours(3));

        assertThat(journalOf("PatchInstalled").size()).isLessThanOrEqualTo(1);
        assertThat(lastInstallationReport().results())
                .extracting(PatchResult::state)
                .contains(PatchInstallationState.PENDING);
        assertThat(lastInstallationReport().maintenanceWindowExceeded()).isFalse();
    }

    @Test
    void reportsAreRepeatedWhileComputeIsDownAndTheInstallationGoesOn() {
        startGuest();
        timer.runFor(Duration.between(clock.now(), NIGHT));
        goal(order("run-1", NIGHT.plus(Duration.ofHours(3))));
        timer.runFor(Duration.ofMinutes(5));

        compute.goDown();
        timer.runFor(Duration.ofHours(2));
        assertThat(events()).contains("InstallationEnded").doesNotContain("Healthy");
        compute.comeBack();
        timer.runFor(Duration.ofMinutes(5));

        assertThat(lastInstallationReport().status()).isEqualTo(PatchOperationStatus.SUCCEEDED);
        assertThat(events()).contains("Healthy");
    }

    @Test
    void aCredentialIsReplacedWhenComputeAsksForItAlsoWhenAnAnswerIsLost() throws IOException {
        startGuest();
        compute.rotate = true;
        compute.lostRotations = 1;

        timer.runFor(Duration.ofMinutes(2));
        compute.rotate = false;
        timer.runFor(Duration.ofMinutes(2));

        assertThat(compute.credential()).isEqualTo("credential-3");
        assertThat(compute.enrollments).hasSize(1);
        int beats = compute.heartbeats.size();
        timer.runFor(Duration.ofMinutes(5));
        assertThat(compute.heartbeats).hasSize(beats + 5);
        store.close();
        store = GuestStore.open(folder);
        assertThat(store.find(VM).orElseThrow().credential).contains("credential-3");
    }

    @Test
    void aRevokedGuestWaitsForAnotherTokenEnrolsWithItAndGoesOn() {
        startGuest();
        timer.runFor(Duration.between(clock.now(), NIGHT));
        goal(order("run-1", NIGHT.plus(Duration.ofHours(3))));
        timer.runFor(Duration.ofMinutes(5));

        compute.revoke();
        timer.runFor(Duration.ofMinutes(5));
        assertThat(compute.enrollments).hasSize(1);
        int beats = compute.heartbeats.size();
        guest.describe(descriptor(PowerState.RUNNING, "token-2"));
        timer.runFor(Duration.ofHours(2));

        assertThat(compute.enrollments).extracting("token").containsExactly("token-1", "token-2");
        assertThat(compute.heartbeats.size()).isBetween(beats + 100, beats + 135);
        assertThat(lastInstallationReport().status()).isEqualTo(PatchOperationStatus.SUCCEEDED);
    }

    @Test
    void aRestartedFleetGoesOnWithTheInstallationAndItsSequence() throws IOException {
        startGuest();
        timer.runFor(Duration.between(clock.now(), NIGHT));
        goal(order("run-1", NIGHT.plus(Duration.ofHours(3))));
        timer.runFor(Duration.ofMinutes(20));
        long sequence = lastInstallationReport().sequence();
        guest.describe(descriptor(PowerState.STOPPED));
        store.close();
        store = GuestStore.open(folder);
        GuestDisk disk = store.find(VM).orElseThrow();
        assertThat(disk.credential).contains(compute.credential());

        guest = new Guest(world(), descriptor(PowerState.RUNNING), disk);
        guest.start();
        timer.runFor(Duration.ofHours(2));

        assertThat(lastInstallationReport().status()).isEqualTo(PatchOperationStatus.SUCCEEDED);
        assertThat(lastInstallationReport().sequence()).isGreaterThan(sequence);
        assertThat(compute.enrollments).hasSize(1);
        assertThat(journalOf("PatchInstalled").stream()
                        .map(line -> line.get("patch").asText()))
                .doesNotHaveDuplicates();
    }

    @Test
    void aSilentGuestSaysNothingMoreButMayGoOnInstalling() {
        behaviour = new Behaviour(seedOfAGuestSilentWhileInstalling(), 0, 1, 0);
        startGuest();
        timer.runFor(Duration.between(clock.now(), NIGHT));
        goal(order("run-1", NIGHT.plus(Duration.ofHours(3))));
        timer.runFor(Duration.ofHours(1));
        int heartbeats = compute.heartbeats.size();
        int reports = compute.reports.size();
        timer.runFor(Duration.ofHours(4));

        assertThat(events()).containsSubsequence("PatchInstalled", "Silenced").doesNotContain("Healthy");
        assertThat(compute.heartbeats).hasSize(heartbeats);
        assertThat(compute.reports).hasSize(reports);
    }

    @Test
    void outagesCutThePowerAndGiveItBack() {
        behaviour = new Behaviour(42, 0, 0, 1);
        startGuest();
        timer.runFor(Duration.ofDays(30));

        assertThat(events()).containsSubsequence("PoweredOff", "PoweredOn", "Booted");
        assertThat(compute.powerReports).extracting("state").contains(PowerState.STOPPED);
    }

    @Test
    void aDeletedVmsGuestEnds() {
        startGuest();
        guest.describe(new GuestDescriptor(
                VM,
                descriptor(PowerState.RUNNING).resourceId(),
                "vm1",
                "westeurope",
                OsType.WINDOWS,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                PowerState.RUNNING,
                true,
                2));
        int heartbeats = compute.heartbeats.size();
        timer.runFor(Duration.ofHours(1));

        assertThat(compute.heartbeats).hasSize(heartbeats);
        assertThat(store.find(VM)).isEmpty();
    }

    @Test
    void equalSeedsGiveEqualGuests() {
        Nature one = new Nature(behaviour, "/subscriptions/a/vm1");
        Nature same = new Nature(behaviour, "/SUBSCRIPTIONS/a/vm1");
        Nature other = new Nature(behaviour, "/subscriptions/a/vm2");

        assertThat(one.install("p", 1)).isEqualTo(same.install("p", 1));
        assertThat(one.bootId(1)).isEqualTo(same.bootId(1)).isNotEqualTo(other.bootId(1));
    }

    private void startGuest() {
        guest = new Guest(world(), descriptor(PowerState.RUNNING), GuestDisk.empty(VM, BORN));
        guest.start();
        timer.runFor(Duration.ofMinutes(3));
    }

    private World world() {
        return new World(clock.clock(), timer, compute, journal, store, new PatchCatalog(behaviour.seed()), behaviour);
    }

    private static GuestDescriptor descriptor(PowerState desired) {
        return descriptor(desired, "token-1");
    }

    private static GuestDescriptor descriptor(PowerState desired, String token) {
        return new GuestDescriptor(
                VM,
                "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1",
                "vm1",
                "westeurope",
                OsType.WINDOWS,
                Optional.empty(),
                Map.of(),
                Optional.of(token),
                desired,
                false,
                1);
    }

    private long seedOfAGuestSilentWhileInstalling() {
        long seed = 1;
        while (!new Nature(
                        new Behaviour(seed, 0, 1, 0),
                        descriptor(PowerState.RUNNING).resourceId())
                .fallsSilentWhileInstalling()) {
            seed++;
        }
        return seed;
    }

    private String malwareToolKb() {
        return new PatchCatalog(behaviour.seed())
                .lacking(guest.os(), guest.disk().levels, clock.now()).stream()
                        .filter(patch -> patch.patch().name().contains("Malicious"))
                        .findFirst()
                        .orElseThrow()
                        .patch()
                        .kbId()
                        .orElseThrow();
    }

    private void goal(GoalState goal) {
        compute.setGoal(goal);
    }

    private void goal(AssessmentGoal assessment) {
        goal(new GoalState(
                VM,
                ++revision,
                reading(),
                60,
                NativeUpdates.LEAVE,
                Optional.empty(),
                Optional.of(assessment),
                Optional.empty()));
    }

    private void goal(InstallationGoal order) {
        goal(new GoalState(
                VM,
                ++revision,
                reading(),
                60,
                NativeUpdates.LEAVE,
                Optional.empty(),
                Optional.empty(),
                Optional.of(order)));
    }

    private ClockReading reading() {
        return new ClockReading(BORN, BORN, 1);
    }

    private static AssessmentGoal assessment(String activityId, Instant notAfter) {
        return new AssessmentGoal(activityId, notAfter);
    }

    private static InstallationGoal order(String activityId, Instant notAfter) {
        return new InstallationGoal(
                activityId,
                notAfter,
                List.of(Classification.CRITICAL, Classification.SECURITY),
                Optional.empty(),
                List.of(),
                List.of(),
                RebootSetting.IF_REQUIRED);
    }

    private InstallationReport lastInstallationReport() {
        List<InstallationReport> reports = compute.installationReports();
        return reports.get(reports.size() - 1);
    }

    private List<String> events() {
        return journalLines().stream().map(line -> line.get("event").asText()).collect(Collectors.toList());
    }

    private List<JsonNode> journalOf(String event) {
        return journalLines().stream()
                .filter(line -> line.get("event").asText().equals(event))
                .collect(Collectors.toList());
    }

    private List<Instant> instants(String event) {
        return journalOf(event).stream()
                .map(line -> Instant.parse(line.get("at").asText()))
                .collect(Collectors.toList());
    }

    private List<JsonNode> journalLines() {
        List<JsonNode> lines = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(folder.resolve("journal.jsonl"))) {
                lines.add(ProtocolJson.mapper().readTree(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }
}
