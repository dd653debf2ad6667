package dev.offpeak.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.agent.InstallationScene.Killed;
import dev.offpeak.agent.source.SourceBusy;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.InstallationGoal;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.rules.Rule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InstallationRunTest {
    @Test
    @Rule({"I1", "I9"})
    @DisplayName(
            "I1: installs what the order's classifications, masks and the administrator's holds leave, after it got leave")
    void installsWhatIsChosen() throws Exception {
        FakeSource source = FakeSource.lacking("a=1", "b=1", "held=1");
        source.patches.add(FakeSource.patch("vim=2", Classification.OTHER));
        source.patches.add(FakeSource.patch("tzdata=2", Classification.OTHER));
        source.held.add("held=1");
        InstallationScene<FakeSource> scene = new InstallationScene<>(source);
        scene.order(
                order(Duration.ofHours(3), List.of("B*"), List.of("tz*"), RebootSetting.IF_REQUIRED, Optional.empty()));

        scene.start();

        assertThat(source.installs).containsExactly("a=1", "tzdata=2");
        assertThat(scene.in(PatchInstallationState.EXCLUDED)).containsExactly("b=1", "held=1");
        assertThat(scene.in(PatchInstallationState.NOT_SELECTED)).containsExactly("vim=2");
        assertThat(scene.end().status()).isEqualTo(PatchOperationStatus.SUCCEEDED);
        InstallationReport first = scene.compute.taken.get(0);
        assertThat(first.sequence()).isEqualTo(1);
        assertThat(first.results()).isEmpty();
        assertThat(scene.beats).isEqualTo(1);
    }

    @Test
    @Rule("I8")
    @DisplayName("I8: what turns out, when downloaded, to be published after the release is left for the next one")
    void leavesWhatWasPublishedLater() throws Exception {
        Instant cut = InstallationScene.NOW.minus(Duration.ofDays(1));
        FakeSource source = FakeSource.lacking("old=1", "new=1", "undated=1");
        source.fetched = patch -> switch (patch.name()) {
            case "old" -> dated(patch, cut);
            case "new" -> dated(patch, cut.plusSeconds(1));
            default -> patch;
        };
        InstallationScene<FakeSource> scene = new InstallationScene<>(source);
        scene.order(order(Duration.ofHours(3), List.of(), List.of(), RebootSetting.NEVER, Optional.of(cut)));

        scene.start();

        assertThat(source.installs).containsExactly("old=1", "undated=1");
        assertThat(scene.in(PatchInstallationState.NOT_SELECTED)).containsExactly("new=1");
    }

    @Test
    @DisplayName(
            "one broken patch stops no other: what its batch left is tried alone, and it alone has failed, with its reason")
    void oneBrokenPatchStopsNoOther() throws Exception {
        FakeSource source = FakeSource.lacking("a=1", "b=1", "c=1");
        source.broken.add("b=1");
        InstallationScene<FakeSource> scene = new InstallationScene<>(source);

        scene.start();

        assertThat(source.attempts).containsExactly(List.of("a=1", "b=1", "c=1"), List.of("b=1"));
        assertThat(scene.in(PatchInstallationState.INSTALLED)).containsExactly("a=1", "c=1");
        assertThat(scene.in(PatchInstallationState.FAILED)).containsExactly("b=1");
        assertThat(scene.end().status()).isEqualTo(PatchOperationStatus.FAILED);
        assertThat(scene.end().error().map(WireError::message))
                .hasValueSatisfying(message -> assertThat(message).contains("b=1 (its script failed)"));
    }

    @Test
    @Rule("I4")
    @DisplayName("I4: no patch starts when less than 25 minutes remain; the rest is pending and the window exceeded")
    void startsNothingInTheLastMinutes() throws Exception {
        FakeSource source = FakeSource.lacking(IntStream.rangeClosed(1, 3 * InstallationRun.BATCH)
                .mapToObj(i -> "p" + i + "=1")
                .toArray(String[]::new));
        InstallationScene<FakeSource> scene = new InstallationScene<>(source);
        scene.order(InstallationScene.goal(Duration.ofMinutes(30)));
        source.inTheMiddle = () -> scene.now = scene.now.plusSeconds(20);

        scene.start();

        assertThat(source.attempts).hasSize(2);
        assertThat(scene.in(PatchInstallationState.INSTALLED)).hasSize(2 * InstallationRun.BATCH);
        assertThat(scene.in(PatchInstallationState.PENDING)).hasSize(InstallationRun.BATCH);
        assertThat(scene.end().maintenanceWindowExceeded()).isTrue();
        assertThat(scene.end().status()).isEqualTo(PatchOperationStatus.COMPLETED_WITH_WARNINGS);
    }

    @Test
    @Rule("I4")
    @DisplayName("I4: no reboot starts when less than 10 minutes remain; it stays required")
    void rebootsNotInTheLastMinutes() throws Exception {
        FakeSource source = FakeSource.lacking("a=1");
        source.rebootAfterInstall = true;
        InstallationScene<FakeSource> scene = new InstallationScene<>(source);
        scene.order(InstallationScene.goal(Duration.ofMinutes(30)));
        source.inTheMiddle = () -> scene.now = scene.now.plus(Duration.ofMinutes(11));

        scene.start();

        assertThat(scene.boots).isEqualTo(1);
        assertThat(scene.end().rebootStatus()).isEqualTo(RebootStatus.REQUIRED);
        assertThat(scene.end().status()).isEqualTo(PatchOperationStatus.COMPLETED_WITH_WARNINGS);
    }

    @Test
    @Rule({"I3", "O7"})
    @DisplayName("O7: an order past its time is refused, also when it is taken up again after a power cut")
    void refusesAnOrderPastItsTime() throws Exception {
        InstallationScene<FakeSource> late = new InstallationScene<>(FakeSource.lacking("a=1"));
        late.now = InstallationScene.NOW.plus(Duration.ofHours(3));
        late.start();
        assertThat(late.end().error().map(WireError::code)).contains("OrderExpired");
        assertThat(late.end().sequence()).isEqualTo(1);

        InstallationScene<FakeSource> cut = new InstallationScene<>(FakeSource.lacking("a=1", "b=1"));
        int[] patches = {0};
        cut.source.inTheMiddle = () -> {
            if (++patches[0] == 2) {
                throw new Killed();
            }
        };
        assertThatThrownBy(cut::start).isInstanceOf(Killed.class);
        cut.now = InstallationScene.NOW.plus(Duration.ofDays(1));
        cut.start();

        assertThat(cut.source.installs).containsExactly("a=1");
        assertThat(cut.in(PatchInstallationState.INSTALLED)).containsExactly("a=1");
        assertThat(cut.in(PatchInstallationState.PENDING)).containsExactly("b=1");
        assertThat(cut.end().maintenanceWindowExceeded()).isTrue();
        assertThat(cut.end().status()).isEqualTo(PatchOperationStatus.COMPLETED_WITH_WARNINGS);
    }

    @Test
    @Rule("U6")
    @DisplayName("U6: without leave nothing is done; a stop, or a withdrawn order, ends it before the next batch")
    void stopsWhenToldTo() throws Exception {
        InstallationScene<FakeSource> refused = new InstallationScene<>(FakeSource.lacking("a=1"));
        refused.compute.refuses = true;
        refused.start();
        assertThat(refused.source.attempts).isEmpty();
        assertThat(refused.compute.end).isEmpty();
        assertThat(refused.state().hasEnded("install-1")).isTrue();

        FakeSource source = FakeSource.lacking(IntStream.rangeClosed(1, 2 * InstallationRun.BATCH)
                .mapToObj(i -> "p" + i + "=1")
                .toArray(String[]::new));
        InstallationScene<FakeSource> withdrawn = new InstallationScene<>(source);
        source.inTheMiddle = withdrawn::withdraw;
        withdrawn.start();
        assertThat(source.attempts).hasSize(1);
        assertThat(withdrawn.in(PatchInstallationState.PENDING)).hasSize(InstallationRun.BATCH);
        assertThat(withdrawn.end().status()).isEqualTo(PatchOperationStatus.COMPLETED_WITH_WARNINGS);
        assertThat(withdrawn.end().maintenanceWindowExceeded()).isFalse();
    }

    @Test
    @DisplayName(
            "a package manager that somebody else holds is named; the patches stay pending and count as never tried")
    void namesWhoHoldsThePackageManager() throws Exception {
        FakeSource source = FakeSource.lacking("a=1");
        source.failure = Optional.of(new SourceBusy("lock is held by process 7 (unattended-upgr)"));
        InstallationScene<FakeSource> scene = new InstallationScene<>(source);

        scene.start();

        assertThat(scene.end().error().orElseThrow().code()).isEqualTo("PackageManagerBusy");
        assertThat(scene.end().error().orElseThrow().message()).contains("process 7 (unattended-upgr)");
        assertThat(scene.in(PatchInstallationState.PENDING)).containsExactly("a=1");
        assertThat(scene.end().maintenanceWindowExceeded()).isTrue();
    }

    @Test
    @DisplayName("a package manager that hung is ended and named; what it had is pending")
    void namesAHungPackageManager() throws Exception {
        FakeSource source = FakeSource.lacking("a=1");
        source.hangs = true;
        InstallationScene<FakeSource> scene = new InstallationScene<>(source);

        scene.start();

        assertThat(scene.end().error().map(WireError::code)).contains("PackageManagerHung");
        assertThat(scene.in(PatchInstallationState.PENDING)).containsExactly("a=1");
        assertThat(scene.end().status()).isEqualTo(PatchOperationStatus.FAILED);
    }

    @Test
    @DisplayName("a package manager that can't be asked fails the patches one by one, each with what it said")
    void failsWithWhatThePackageManagerSaid() throws Exception {
        FakeSource source = FakeSource.lacking("a=1", "b=1");
        source.failure = Optional.of(new IOException("the disk is full"));
        InstallationScene<FakeSource> scene = new InstallationScene<>(source);

        scene.start();

        assertThat(scene.in(PatchInstallationState.FAILED)).containsExactly("a=1", "b=1");
        assertThat(scene.end().error().orElseThrow().message()).contains("the disk is full");
    }

    @Test
    @DisplayName("a reboot that does not happen is a failure, and what is installed stays installed")
    void aRebootThatFailed() throws Exception {
        FakeSource source = FakeSource.lacking("a=1");
        source.rebootAfterInstall = true;
        InstallationScene<FakeSource> scene = new InstallationScene<>(source);
        scene.rebootFails = true;

        scene.start();

        assertThat(scene.end().rebootStatus()).isEqualTo(RebootStatus.FAILED);
        assertThat(scene.end().error().map(WireError::code)).contains("RebootFailed");
        assertThat(scene.in(PatchInstallationState.INSTALLED)).containsExactly("a=1");
    }

    @Test
    @DisplayName("a loss of the network in the middle stops nothing: progress is optional")
    void worksOnWithoutTheNetwork() throws Exception {
        FakeSource source = FakeSource.lacking("a=1");
        InstallationScene<FakeSource> scene = new InstallationScene<>(source);
        source.inTheMiddle = () -> scene.compute.unreachable = true;
        scene.compute.onTheWay = () -> {
            if (scene.state()
                    .installation()
                    .map(Installation::step)
                    .filter(InstallationStep.REPORTING::equals)
                    .isPresent()) {
                scene.compute.unreachable = false;
            }
        };

        scene.start();

        assertThat(scene.end().status()).isEqualTo(PatchOperationStatus.SUCCEEDED);
    }

    private static Patch dated(Patch patch, Instant at) {
        return new Patch(
                patch.patchId(),
                patch.name(),
                patch.version(),
                patch.kbId(),
                patch.classifications(),
                patch.rebootBehavior(),
                Optional.of(at));
    }

    private static InstallationGoal order(
            Duration time, List<String> excluded, List<String> included, RebootSetting reboot, Optional<Instant> cut) {
        return new InstallationGoal(
                "install-1",
                InstallationScene.NOW.plus(time),
                List.of(Classification.CRITICAL, Classification.SECURITY),
                cut,
                excluded,
                included,
                reboot);
    }
}
