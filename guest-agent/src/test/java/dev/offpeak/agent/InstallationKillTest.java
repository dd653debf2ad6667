package dev.offpeak.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.agent.InstallationScene.Killed;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.rules.Rule;
import java.util.HashSet;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Kills the agent before and after everything it does: each write of its disk, each report and each receipt, each patch that the package manager
 * installs, and the reboot.
 */
@Rule("O7")
class InstallationKillTest {
    private static final Logger LOG = Logger.getLogger("dev.offpeak.agent");
    /** More than one batch. */
    private static final int PATCHES = InstallationRun.BATCH + 2;

    @BeforeAll
    static void saysNothing() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speaksAgain() {
        LOG.setLevel(null);
    }

    @Test
    @DisplayName("O7: killed once, anywhere, it installs nothing twice, reboots once and succeeds")
    void killedOnceAnywhere() throws Exception {
        int points = 0;
        while (survives(aMachine(), List.of(points + 1))) {
            points++;
        }

        assertThat(points).as("places to be killed at").isGreaterThanOrEqualTo(50);
    }

    @Test
    @DisplayName("O7: killed at any place and soon after the next start again, it comes to the same end")
    void killedTwiceAnywhere() throws Exception {
        for (int first = 1; survives(aMachine(), List.of(first)); first++) {
            for (int again : new int[] {1, 3, 6}) {
                survives(aMachine(), List.of(first, again));
            }
        }
    }

    @Test
    @DisplayName("O7: killed anywhere, a broken patch alone has failed")
    void killedAnywhereWithABrokenPatch() throws Exception {
        for (int point = 1; ; point++) {
            InstallationScene<FakeSource> scene = new InstallationScene<>(aMachine());
            scene.source.broken.add("p3=1");
            boolean killed = carriedOut(scene, List.of(point));

            assertThat(scene.in(PatchInstallationState.FAILED))
                    .as("killed at %s", point)
                    .containsExactly("p3=1");
            assertThat(scene.in(PatchInstallationState.INSTALLED)).hasSize(PATCHES - 1);
            assertThat(scene.source.installs).doesNotHaveDuplicates();
            assertThat(scene.end().status()).isEqualTo(PatchOperationStatus.FAILED);
            if (!killed) {
                return;
            }
        }
    }

    private static FakeSource aMachine() {
        FakeSource source = FakeSource.lacking(
                IntStream.rangeClosed(1, PATCHES).mapToObj(i -> "p" + i + "=1").toArray(String[]::new));
        source.patches.add(FakeSource.patch("other=1", Classification.OTHER));
        source.rebootAfterInstall = true;
        return source;
    }

    /** @return whether the first kill had its place */
    private static boolean survives(FakeSource source, List<Integer> kills) throws Exception {
        InstallationScene<FakeSource> scene = new InstallationScene<>(source);
        boolean killed = carriedOut(scene, kills);

        InstallationReport end = scene.end();
        assertThat(end.status()).as("killed at %s: %s", kills, end.error()).isEqualTo(PatchOperationStatus.SUCCEEDED);
        assertThat(scene.in(PatchInstallationState.INSTALLED)).hasSize(PATCHES);
        assertThat(scene.in(PatchInstallationState.NOT_SELECTED)).containsExactly("other=1");
        assertThat(source.installs).as("killed at %s", kills).hasSize(PATCHES).doesNotHaveDuplicates();
        assertThat(end.rebootStatus()).isEqualTo(RebootStatus.COMPLETED);
        assertThat(scene.boots).isEqualTo(2);
        assertThat(end.maintenanceWindowExceeded()).isFalse();
        List<Long> sequences =
                scene.compute.taken.stream().map(InstallationReport::sequence).toList();
        assertThat(sequences).isSorted().hasSameSizeAs(new HashSet<>(sequences));
        assertThat(scene.state().installation()).isEmpty();
        assertThat(scene.state().hasEnded("install-1")).isTrue();
        return killed;
    }

    private static boolean carriedOut(InstallationScene<FakeSource> scene, List<Integer> kills) throws Exception {
        int[] passed = {0, 0};
        Runnable place = () -> {
            if (passed[1] < kills.size() && ++passed[0] == kills.get(passed[1])) {
                passed[0] = 0;
                passed[1]++;
                throw new Killed();
            }
        };
        scene.atTheDisk = place;
        scene.compute.onTheWay = place;
        scene.source.inTheMiddle = place;
        scene.startUntilDone();
        return passed[1] > 0;
    }
}
