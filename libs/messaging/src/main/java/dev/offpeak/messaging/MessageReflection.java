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
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.contracts.message.RolloutChanged;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.contracts.message.VmHealthChanged;
import dev.offpeak.contracts.message.VmHealthObserved;
import dev.offpeak.contracts.message.VmSnapshot;
import dev.offpeak.contracts.message.WindowPolicyChanged;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What the native executable must be able to read and write as JSON: no REST method names messages. */
@RegisterForReflection(
        targets = {
            CloudEvent.class,
            FeatureStateChanged.class,
            ProviderRegistered.class,
            FeaturesTakenOver.class,
            FeaturesTakenOverByAssessment.class,
            VmChanged.class,
            VmDeleted.class,
            VmHealthChanged.class,
            VmHealthObserved.class,
            InstallationRefused.class,
            InstallationRefused.Reason.class,
            AssessVm.class,
            InstallPatches.class,
            CancelInstallation.class,
            AssessmentReported.class,
            InstallationProgressed.class,
            InstallationEnded.class,
            AssessmentCompleted.class,
            RolloutChanged.class,
            InstallationChanged.class,
            WindowPolicyChanged.class,
            VmSnapshot.class,
            ImageReference.class,
            Patch.class,
            PatchResult.class,
            WireError.class,
            AssessmentMode.class,
            Classification.class,
            FeatureState.class,
            HealthVerdict.class,
            OsType.class,
            PatchInstallationState.class,
            PatchMode.class,
            PatchOperationStatus.class,
            PowerState.class,
            RebootBehavior.class,
            RebootSetting.class,
            RebootStatus.class
        })
final class MessageReflection {
    private MessageReflection() {}
}
