package dev.offpeak.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.offpeak.agent.apt.AptSource;
import dev.offpeak.agent.source.Scan;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PatchResult;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.agent.ClockReading;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.InstallationGoal;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.rules.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Patches real Debian-like machines, in chroots, with what their real mirrors have. Run by {@code mvn verify -Preal-apt} as root. */
class RealAptIT {
    private static final String VM = "7b1a8f4e-0000-4000-8000-000000000002";
    private static DebianRoots roots;

    @TempDir
    Path folder;

    @BeforeAll
    static void bootstrap() throws IOException, InterruptedException {
        Optional<String> obstacle = DebianRoots.obstacle();
        if (obstacle.isPresent()) {
            String skipped = "SKIPPED: the tests with real machines, because " + obstacle.get();
            System.out.println(skipped);
            if (Boolean.getBoolean("offpeak.real-apt.required")) {
                fail(skipped);
            }
        }
        assumeTrue(obstacle.isEmpty());
        roots = new DebianRoots(Path.of("target/real-apt").toAbsolutePath());
    }

    @AfterAll
    static void cleanUp() throws IOException, InterruptedException {
        if (roots != null) {
            roots.remove();
        }
    }

    @Test
    @Rule({"I1", "I4"})
    @DisplayName("I1: a real machine gets its real security updates, but for what is excluded, and then lacks nothing")
    void patchesARealMachine() throws Exception {
        AptSource apt = AptSource.find(roots.copy("patched"), true).orElseThrow();
        Instant began = Instant.now();
        Scan before = apt.scan();
        List<String> urgent = before.patches().stream()
                .filter(Patch::isCriticalOrSecurity)
                .map(Patch::patchId)
                .toList();
        assertThat(urgent)
                .as("security updates since the release's last point release")
                .isNotEmpty();
        assertThat(before.downloadBytes()).isPositive();
        Patch excluded = before.patches().get(before.patches().size() - 1);
        System.out.println("Real machine: lacks " + urgent);

        InstallationScene<AptSource> tooShort = new InstallationScene<>(apt);
        tooShort.compute.onTheWay = () -> {
            if (!tooShort.state()
                    .installation()
                    .map(Installation::all)
                    .orElse(List.of())
                    .isEmpty()) {
                tooShort.now = InstallationScene.NOW.plus(Duration.ofHours(2).plusMinutes(36));
            }
        };
        tooShort.start();
        assertThat(tooShort.end().maintenanceWindowExceeded()).isTrue();
        assertThat(tooShort.end().status()).isEqualTo(PatchOperationStatus.COMPLETED_WITH_WARNINGS);
        assertThat(tooShort.in(PatchInstallationState.PENDING)).containsExactlyInAnyOrderElementsOf(urgent);
        System.out.println(
                "Cut short: " + tooShort.in(PatchInstallationState.PENDING).size() + " pending");

        InstallationScene<AptSource> without = new InstallationScene<>(apt);
        without.order(order(without.goals.latest().orElseThrow().installation().orElseThrow(), excluded.name()));
        without.start();
        assertThat(without.in(PatchInstallationState.EXCLUDED)).containsExactly(excluded.patchId());
        assertThat(without.end().error()).isEmpty();
        assertThat(without.end().results())
                .filteredOn(result -> result.state() == PatchInstallationState.INSTALLED)
                .allSatisfy(result -> assertThat(result.patch().publishedAt().filter(began::isBefore))
                        .as("the time of the download is no publish date")
                        .isEmpty())
                .hasSize(urgent.size() - 1);
        assertThat(apt.scan().patches()).extracting(Patch::patchId).contains(excluded.patchId());

        InstallationScene<AptSource> rest = new InstallationScene<>(apt);
        rest.start();
        assertThat(rest.end().status()).isEqualTo(PatchOperationStatus.SUCCEEDED);
        assertThat(rest.in(PatchInstallationState.INSTALLED)).contains(excluded.patchId());
        assertThat(apt.scan().criticalAndSecurity()).as("a second assessment").isZero();
        for (PatchResult result : without.end().results()) {
            System.out.println("Real machine: " + result.patch().patchId() + " " + result.state() + ", published "
                    + result.patch().publishedAt().map(Instant::toString).orElse("?"));
        }
    }

    @Test
    @Rule("O7")
    @DisplayName(
            "O7: an agent killed in the middle of a real installation, with apt or without, finishes it when started again")
    void finishesAfterAKill() throws Exception {
        for (boolean withApt : new boolean[] {false, true}) {
            Path root = roots.copy("killed-" + withApt);
            Path state = folder.resolve("state-" + withApt);
            try (ComputeServer compute = new ComputeServer()) {
                compute.goal = goal();
                assertThat(AgentMain.commandLine()
                                .execute(
                                        "enroll",
                                        "--url",
                                        compute.url().toString(),
                                        "--vm-id",
                                        VM,
                                        "--token",
                                        ComputeServer.TOKEN,
                                        "--state",
                                        state.toString()))
                        .isZero();
                Process first = agent(state, root);
                Awaitility.await()
                        .atMost(Duration.ofMinutes(3))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> dpkgLog(root).contains(" upgrade "));
                List<ProcessHandle> all =
                        new ArrayList<>(withApt ? first.descendants().toList() : List.of());
                all.add(0, first.toHandle());
                all.forEach(ProcessHandle::destroyForcibly);
                first.waitFor();
                assertThat(compute.reportsOf(InstallationReport.class))
                        .noneMatch(r -> r.status().isTerminal());

                Process second = agent(state, root);
                Awaitility.await()
                        .atMost(Duration.ofMinutes(3))
                        .until(() -> compute.reportsOf(InstallationReport.class).stream()
                                .anyMatch(report -> report.status().isTerminal()));
                second.destroy();
                second.waitFor();
                InstallationReport end = compute.reportsOf(InstallationReport.class).stream()
                        .filter(report -> report.status().isTerminal())
                        .findFirst()
                        .orElseThrow();
                assertThat(end.status()).as(end.toString()).isEqualTo(PatchOperationStatus.SUCCEEDED);
            }
            AptSource apt = AptSource.find(root, true).orElseThrow();
            assertThat(apt.scan().criticalAndSecurity()).isZero();
            List<String> upgrades = dpkgLog(root)
                    .lines()
                    .filter(line -> line.contains(" upgrade "))
                    .map(line -> line.substring(line.indexOf(" upgrade ")))
                    .toList();
            System.out.println("Killed " + (withApt ? "with apt" : "alone") + ": " + upgrades);
        }
    }

    @Test
    @Rule({"P1", "P5"})
    @DisplayName("P1: real apt reads the file that turns unattended upgrades off, and not any more once it is gone")
    void turnsUnattendedUpgradesOff() throws Exception {
        Path root = roots.copy("native");
        AptSource apt = AptSource.find(root, true).orElseThrow();
        Files.writeString(
                root.resolve("etc/apt/apt.conf.d/20auto-upgrades"), "APT::Periodic::Unattended-Upgrade \"1\";\n");

        apt.settle(NativeUpdates.TURN_OFF);
        assertThat(configured(root)).isEqualTo("0");
        apt.settle(NativeUpdates.TURN_ON);
        assertThat(configured(root)).isEqualTo("1");
    }

    private static String configured(Path root) throws IOException, InterruptedException {
        Process apt = new ProcessBuilder(
                        "chroot",
                        root.toString(),
                        "apt-config",
                        "dump",
                        "--format",
                        "%v",
                        "APT::Periodic::Unattended-Upgrade")
                .start();
        String value = new String(apt.getInputStream().readAllBytes()).strip();
        apt.waitFor();
        return value;
    }

    private Process agent(Path state, Path root) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.offpeak.agent.AgentMain",
                        "run",
                        "--state",
                        state.toString(),
                        "--root",
                        root.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of("target/real-apt-agent.log").toFile()))
                .start();
    }

    private static String dpkgLog(Path root) throws IOException {
        return Files.readString(root.resolve("var/log/dpkg.log"));
    }

    private static GoalState goal() {
        return new GoalState(
                VM,
                1,
                new ClockReading(Instant.EPOCH, Instant.EPOCH, 1),
                1,
                NativeUpdates.LEAVE,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new InstallationGoal(
                        "install-1",
                        Instant.now().plus(Duration.ofHours(2)),
                        List.of(Classification.CRITICAL, Classification.SECURITY),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        RebootSetting.NEVER)));
    }

    private static InstallationGoal order(InstallationGoal like, String excludedMask) {
        return new InstallationGoal(
                like.activityId(),
                like.notAfter(),
                like.classifications(),
                like.maxPatchPublishDate(),
                List.of(excludedMask),
                like.includedMasks(),
                like.rebootSetting());
    }
}
