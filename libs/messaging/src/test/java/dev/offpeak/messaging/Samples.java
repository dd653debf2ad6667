package dev.offpeak.messaging;

import dev.offpeak.contracts.AssessmentMode;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.FeatureState;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PatchResult;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootBehavior;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.message.AssessVm;
import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.AssessmentReported;
import dev.offpeak.contracts.message.CancelInstallation;
import dev.offpeak.contracts.message.FeatureStateChanged;
import dev.offpeak.contracts.message.FeaturesTakenOver;
import dev.offpeak.contracts.message.FeaturesTakenOverByAssessment;
import dev.offpeak.contracts.message.InstallPatches;
import dev.offpeak.contracts.message.InstallationChanged;
import dev.offpeak.contracts.message.InstallationEnded;
import dev.offpeak.contracts.message.InstallationProgressed;
import dev.offpeak.contracts.message.InstallationRefused;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.contracts.message.RolloutChanged;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.contracts.message.VmHealthChanged;
import dev.offpeak.contracts.message.VmHealthObserved;
import dev.offpeak.contracts.message.VmSnapshot;
import dev.offpeak.contracts.message.WindowPolicyChanged;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One message of every type, with the values that stand in the golden files. */
final class Samples {
    static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
    static final String VM = "11111111-2222-3333-4444-555555555555";
    static final String ACTIVITY = "3bd26ba3-9675-4d24-8a3b-70dbb2b22032";
    static final Instant AT = Instant.parse("2026-11-10T22:15:30Z");
    private static final Patch PATCH = new Patch(
            "35428702-5784-4ba4-a6e0-5222258b5411",
            "2026-11 Cumulative Update for Windows Server 2019 (KB5031361)",
            Optional.empty(),
            Optional.of("5031361"),
            List.of(Classification.SECURITY),
            RebootBehavior.CAN_REQUEST_REBOOT,
            Optional.of(Instant.parse("2026-11-10T18:00:00Z")));
    private static final Patch PACKAGE = new Patch(
            "libssl3=3.0.17-1",
            "libssl3",
            Optional.of("3.0.17-1"),
            Optional.empty(),
            List.of(Classification.OTHER),
            RebootBehavior.NEVER_REBOOTS,
            Optional.empty());

    private Samples() {}

    static List<Message> all() {
        return List.of(
                new FeatureStateChanged(
                        SUBSCRIPTION,
                        "Microsoft.Compute",
                        "InGuestAutoPatchVMPreview",
                        FeatureState.REGISTERING,
                        3,
                        AT),
                new ProviderRegistered(
                        SUBSCRIPTION,
                        "Microsoft.Compute",
                        2,
                        Map.of("InGuestAutoPatchVMPreview", FeatureState.REGISTERED),
                        AT),
                new FeaturesTakenOver(SUBSCRIPTION, "Microsoft.Compute", 2),
                new FeaturesTakenOverByAssessment(SUBSCRIPTION, "Microsoft.Compute", 2),
                new VmChanged(VM, 7, AT, snapshot()),
                new VmDeleted(VM, 9, AT, snapshot().resourceId()),
                new VmHealthChanged(
                        VM, 8, HealthVerdict.UNHEALTHY, AT, Optional.of("boot-4"), "The application says so."),
                new VmHealthObserved(
                        VM,
                        ACTIVITY,
                        HealthVerdict.UNKNOWN,
                        AT,
                        Optional.empty(),
                        "No heartbeat since the installation."),
                new InstallationRefused(
                        VM, ACTIVITY, InstallationRefused.Reason.OUTSIDE_WINDOW, "The window is over.", AT),
                new AssessVm(VM, ACTIVITY, true, AT, AT.plus(Duration.ofHours(1))),
                new InstallPatches(
                        VM,
                        ACTIVITY,
                        12,
                        Optional.of("rollout-1"),
                        4,
                        AT,
                        AT.plus(Duration.ofMinutes(235)),
                        Duration.ofMinutes(30),
                        List.of(Classification.CRITICAL, Classification.SECURITY),
                        Optional.of(AT.minus(Duration.ofDays(1))),
                        List.of("KB5031361", "linux-image-*"),
                        List.of("5029247"),
                        RebootSetting.IF_REQUIRED,
                        "Platform"),
                new CancelInstallation(VM, ACTIVITY, "The rollout was cancelled."),
                new AssessmentReported(
                        VM,
                        ACTIVITY,
                        PatchOperationStatus.SUCCEEDED,
                        AT,
                        AT.plusSeconds(90),
                        true,
                        List.of(PATCH, PACKAGE),
                        Optional.empty()),
                new InstallationProgressed(
                        VM,
                        ACTIVITY,
                        2,
                        AT,
                        AT.plusSeconds(60),
                        List.of(new PatchResult(PATCH, PatchInstallationState.PENDING)),
                        RebootStatus.NOT_NEEDED),
                new InstallationEnded(
                        VM,
                        ACTIVITY,
                        5,
                        PatchOperationStatus.FAILED,
                        Optional.of(AT),
                        AT.plusSeconds(3600),
                        List.of(new PatchResult(PATCH, PatchInstallationState.FAILED)),
                        RebootStatus.COMPLETED,
                        true,
                        Optional.of("boot-5"),
                        Optional.of(new WireError("PatchFailed", "KB5031361 could not be installed (0x80070070)."))),
                new AssessmentCompleted(
                        VM,
                        ACTIVITY,
                        6,
                        PatchOperationStatus.SUCCEEDED,
                        AT,
                        AT.plusSeconds(90),
                        true,
                        1,
                        1,
                        Optional.empty()),
                new RolloutChanged("rollout-1", "2026-11", "Running", 4, 17, AT),
                new InstallationChanged(
                        VM,
                        ACTIVITY,
                        3,
                        PatchOperationStatus.COMPLETED_WITH_WARNINGS,
                        true,
                        RebootStatus.COMPLETED,
                        4,
                        1,
                        2,
                        7,
                        1,
                        AT,
                        AT.plusSeconds(3600),
                        "Platform",
                        Optional.of(new WireError("PatchFailed", "KB5031361 could not be installed."))),
                new WindowPolicyChanged("/tags/shift/night", LocalTime.of(22, 0), LocalTime.of(6, 0), 1, true));
    }

    static VmSnapshot snapshot() {
        return new VmSnapshot(
                "/subscriptions/" + SUBSCRIPTION
                        + "/resourceGroups/myRG/providers/Microsoft.Compute/virtualMachines/myVM",
                SUBSCRIPTION,
                "myRG",
                "myVM",
                "westeurope",
                Optional.empty(),
                Optional.of("/subscriptions/" + SUBSCRIPTION
                        + "/resourcegroups/myrg/providers/microsoft.compute/availabilitysets/myas"),
                Optional.of(2),
                9,
                OsType.WINDOWS,
                Optional.of(new ImageReference("MicrosoftWindowsServer", "WindowsServer", "2019-Datacenter", "latest")),
                Optional.of("W. Europe Standard Time"),
                PatchMode.AUTOMATIC_BY_PLATFORM,
                AssessmentMode.AUTOMATIC_BY_PLATFORM,
                RebootSetting.IF_REQUIRED,
                PowerState.RUNNING,
                true,
                List.of(),
                Optional.of("1.5.9"),
                true,
                HealthVerdict.HEALTHY,
                Map.of("ring", "early"));
    }
}
