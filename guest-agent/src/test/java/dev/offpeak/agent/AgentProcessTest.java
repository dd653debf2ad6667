package dev.offpeak.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.agent.source.PatchSource;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.AssessmentGoal;
import dev.offpeak.contracts.agent.AssessmentReport;
import dev.offpeak.contracts.agent.ClockReading;
import dev.offpeak.contracts.agent.ExtensionGoal;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.InstallationGoal;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.rules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentProcessTest {
    private static final String VM = "7b1a8f4e-0000-4000-8000-000000000001";
    private static final Instant PLATFORM = Instant.parse("2026-11-10T22:00:00Z");

    @TempDir
    Path folder;

    private final FakeSource machine = FakeSource.lacking("openssl=2");
    private final Boots boots = new Boots() {
        @Override
        public String id() {
            return "boot-1";
        }

        @Override
        public void reboot() throws IOException {
            throw new IOException("not in this test");
        }
    };
    private boolean mayInstall = true;
    private Optional<Path> program = Optional.empty();
    private ComputeServer compute;

    /** The agent needs a processor that others may have. */
    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(1));
    }

    @BeforeEach
    void startServer() throws IOException {
        compute = new ComputeServer();
        compute.goal = goal(1, Optional.empty(), Optional.empty());
    }

    @AfterEach
    void stopServer() {
        compute.close();
    }

    @Test
    void enrolsOnceWithATokenFromAFileAndRefusesAnotherVm() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), ComputeServer.TOKEN + "\n");

        assertThat(enroll(VM, "--token-file", token.toString())).isZero();
        assertThat(enroll(VM, "--token", "used up")).isZero();
        assertThat(enroll("another-vm", "--token", ComputeServer.TOKEN)).isNotZero();

        assertThat(new StateFolder(folder).read().map(AgentState::credential)).contains("credential-1");
    }

    @Test
    void aRefusedTokenLeavesNoState() throws IOException {
        assertThat(enroll(VM, "--token", "wrong")).isEqualTo(1);
        assertThat(new StateFolder(folder).read()).isEmpty();
    }

    @Test
    @Rule("A2")
    @DisplayName("A2: an agent that only assesses does so when asked to, and refuses to install")
    void assessesAndRefusesToInstall() throws Exception {
        mayInstall = false;
        compute.goal = goal(
                2,
                Optional.of(new AssessmentGoal("assess-1", PLATFORM.plus(Duration.ofDays(300)))),
                Optional.of(order("install-1")));
        compute.unavailable = 2;

        runUntil(() -> hasEnded("assess-1", "install-1"));

        List<AssessmentReport> assessed = compute.reportsOf(AssessmentReport.class);
        AssessmentReport begun = assessed.get(0);
        AssessmentReport done = assessed.get(1);
        InstallationReport refused = compute.reportsOf(InstallationReport.class).get(0);
        assertThat(begun.status()).isEqualTo(PatchOperationStatus.IN_PROGRESS);
        assertThat(begun.sequence()).isEqualTo(1);
        assertThat(done.status()).isEqualTo(PatchOperationStatus.SUCCEEDED);
        assertThat(done.sequence()).isEqualTo(2);
        assertThat(done.patches()).isEqualTo(machine.patches);
        assertThat(done.startedAt()).isBetween(PLATFORM, PLATFORM.plus(Duration.ofDays(200)));
        assertThat(refused.status()).isEqualTo(PatchOperationStatus.FAILED);
        assertThat(refused.error().map(WireError::code)).contains("InstallationNotSupported");
        assertThat(compute.heartbeats).isNotEmpty();
        assertThat(compute.reports).hasSize(3);
    }

    @Test
    @Rule({"E1", "E3", "I1"})
    @DisplayName(
            "E3: turns the machine's own updates off with the extension, installs what it is ordered to, and says so")
    void takesOverAndInstalls() throws Exception {
        compute.goal = new GoalState(
                VM,
                2,
                new ClockReading(Instant.now(), PLATFORM, 1),
                0.1,
                NativeUpdates.TURN_OFF,
                Optional.of(new ExtensionGoal(
                        "ext-1", "Microsoft.CPlat.Core.LinuxPatchExtension", "1.6.0", PLATFORM.plusSeconds(3600))),
                Optional.of(new AssessmentGoal("assess-1", PLATFORM.plusSeconds(3600))),
                Optional.of(order("install-1")));

        runUntil(() -> hasEnded("ext-1", "assess-1", "install-1")
                && compute.heartbeats.stream()
                        .anyMatch(beat -> beat.extensionVersion().equals(Optional.of("1.6.0"))));

        ExtensionReport extension = compute.reportsOf(ExtensionReport.class).get(1);
        assertThat(extension.status()).isEqualTo(PatchOperationStatus.SUCCEEDED);
        assertThat(extension.version()).contains("1.6.0");
        assertThat(machine.settled).isEqualTo(NativeUpdates.TURN_OFF);
        assertThat(machine.installed).containsExactly("openssl=2");
        assertThat(new StateFolder(folder).read().flatMap(AgentState::installation))
                .isEmpty();
    }

    @Test
    @Rule("P5")
    @DisplayName("P5: gives the machine its own updates back when the mode was taken back")
    void givesOwnUpdatesBack() throws Exception {
        compute.goal = new GoalState(
                VM,
                2,
                new ClockReading(Instant.now(), PLATFORM, 1),
                0.1,
                NativeUpdates.TURN_ON,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        runUntil(() -> machine.settled == NativeUpdates.TURN_ON);

        assertThat(compute.reports).isEmpty();
    }

    @Test
    void makesWayForAnotherVersionOfItself() throws Exception {
        program = Optional.of(Files.writeString(folder.resolve("agent.jar"), "one version"));
        CompletableFuture<String> ended = start(Optional.of(machine));
        await().until(() -> !compute.heartbeats.isEmpty());

        Files.move(
                Files.writeString(folder.resolve("new.jar"), "another one"),
                program.get(),
                StandardCopyOption.REPLACE_EXISTING);
        compute.goal = goal(3, Optional.empty(), Optional.empty());

        await().until(ended::isDone);
        assertThat(ended.join()).contains("Another version");
    }

    @Test
    void anAssessmentSeenTooLateFailsClearly() throws Exception {
        compute.goal = goal(2, Optional.of(new AssessmentGoal("late", PLATFORM.minusSeconds(1))), Optional.empty());

        runUntil(() -> !compute.reports.isEmpty());

        AssessmentReport report = (AssessmentReport) compute.reports.get(0);
        assertThat(report.error().map(WireError::code)).contains("AssessmentTooLate");
    }

    @Test
    @Rule("E5")
    @DisplayName("E5: what is missing is in the heartbeat")
    void aMachineWithoutAKnownPackageManagerSaysSo() throws Exception {
        compute.goal =
                goal(2, Optional.of(new AssessmentGoal("a", PLATFORM.plus(Duration.ofDays(300)))), Optional.empty());

        runUntil(Optional.empty(), () -> compute.reports.size() >= 2);

        assertThat(((AssessmentReport) compute.reports.get(1)).error().map(WireError::message))
                .hasValueSatisfying(message -> assertThat(message).contains("No apt-get"));
        assertThat(compute.heartbeats.get(0).missingRequirements()).hasSize(1);
    }

    @Test
    void getsAnotherCredentialWhenAskedToAndKeepsItOnItsDisk() throws Exception {
        CompletableFuture<String> ended = start(Optional.of(machine));
        compute.rotate = true;

        await().until(() -> compute.credential().equals("credential-2"));

        assertThat(new StateFolder(folder).read().map(AgentState::credential)).contains("credential-2");
        endAfterwards(ended);
    }

    @Test
    void enrolsAgainWithTheTokenThatItsHostLeavesAndDoesWhatWasInterrupted() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), ComputeServer.TOKEN);
        assertThat(enroll(VM, "--token-file", token.toString())).isZero();
        CompletableFuture<String> ended = startEnrolled(Optional.of(machine));
        await().until(() -> !compute.heartbeats.isEmpty());

        compute.revoke("token-2");
        compute.goal =
                goal(2, Optional.of(new AssessmentGoal("a", PLATFORM.plus(Duration.ofDays(300)))), Optional.empty());
        int before = compute.heartbeats.size();
        assertThat(ended).isNotDone();
        Files.writeString(token, "token-2\n");

        await().until(() -> compute.heartbeats.size() > before && compute.reports.size() >= 2);
        assertThat(compute.credential()).isEqualTo("credential-2");
        assertThat(new StateFolder(folder).read().map(AgentState::credential)).contains("credential-2");
        endAfterwards(ended);
    }

    @Test
    void aRevokedAgentWithoutATokenFileEndsAndCanBeEnrolledAgain() throws Exception {
        CompletableFuture<String> ended = start(Optional.of(machine));
        await().until(() -> !compute.heartbeats.isEmpty());

        compute.revoke("token-2");
        await().until(ended::isDone);

        assertThat(ended.join()).contains("guest-agent enroll");
        assertThat(enroll(VM, "--token", ComputeServer.TOKEN)).isEqualTo(1);
        assertThat(enroll(VM, "--token", "token-2")).isZero();
        assertThat(new StateFolder(folder).read().map(AgentState::credential)).contains("credential-2");
    }

    @Test
    void endsWhenThePlatformKnowsItNoMore() throws Exception {
        CompletableFuture<String> ended = start(Optional.of(machine));
        await().until(() -> !compute.heartbeats.isEmpty());

        compute.gone = true;

        await().until(ended::isDone);
        assertThat(ended.join()).contains("no more");
    }

    private boolean hasEnded(String... activities) throws IOException {
        return new StateFolder(folder).read().orElseThrow().ended().containsAll(List.of(activities));
    }

    private int enroll(String vmId, String... token) {
        return AgentMain.commandLine()
                .execute(
                        "enroll",
                        "--url",
                        compute.url().toString(),
                        "--vm-id",
                        vmId,
                        token[0],
                        token[1],
                        "--state",
                        folder.toString());
    }

    private void runUntil(Callable<Boolean> condition) throws Exception {
        runUntil(Optional.of(machine), condition);
    }

    private void runUntil(Optional<PatchSource> source, Callable<Boolean> condition) throws Exception {
        CompletableFuture<String> ended = start(source);
        await().until(condition);
        await().until(() -> !compute.heartbeats.isEmpty());
        compute.gone = true;
        await().until(ended::isDone);
    }

    /** Ends the agent, also one that would wait for another token. */
    private void endAfterwards(CompletableFuture<String> ended) throws IOException {
        compute.vmGone = true;
        await().until(ended::isDone);
        assertThat(ended.join()).contains("no more");
    }

    private CompletableFuture<String> start(Optional<PatchSource> source) throws IOException {
        assertThat(enroll(VM, "--token", ComputeServer.TOKEN)).isZero();
        return startEnrolled(source);
    }

    private CompletableFuture<String> startEnrolled(Optional<PatchSource> source) throws IOException {
        StateFolder state = new StateFolder(folder);
        AgentProcess process =
                new AgentProcess(state, state.read().orElseThrow(), source, mayInstall, boots, new OwnProgram(program));
        return CompletableFuture.supplyAsync(() -> {
            try {
                return process.run();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static GoalState goal(
            long revision, Optional<AssessmentGoal> assessment, Optional<InstallationGoal> installation) {
        return new GoalState(
                VM,
                revision,
                new ClockReading(Instant.now(), PLATFORM, 3000),
                0.1,
                NativeUpdates.LEAVE,
                Optional.empty(),
                assessment,
                installation);
    }

    private static InstallationGoal order(String activityId) {
        return new InstallationGoal(
                activityId,
                PLATFORM.plus(Duration.ofHours(3)),
                List.of(Classification.CRITICAL, Classification.SECURITY),
                Optional.empty(),
                List.of(),
                List.of(),
                RebootSetting.IF_REQUIRED);
    }
}
