package dev.offpeak.messaging;

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
import dev.offpeak.contracts.message.WindowPolicyChanged;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The name of each message on the wire: {@code dev.offpeak.} and the record's simple name. */
final class MessageTypes {
    private static final String PREFIX = "dev.offpeak.";

    /** Listed, not found by reflection, so that the native executable knows them; a test compares it with the sealed interface. */
    static final List<Class<? extends Message>> ALL = List.of(
            FeatureStateChanged.class,
            ProviderRegistered.class,
            FeaturesTakenOver.class,
            FeaturesTakenOverByAssessment.class,
            VmChanged.class,
            VmDeleted.class,
            VmHealthChanged.class,
            VmHealthObserved.class,
            InstallationRefused.class,
            AssessVm.class,
            InstallPatches.class,
            CancelInstallation.class,
            AssessmentReported.class,
            InstallationProgressed.class,
            InstallationEnded.class,
            AssessmentCompleted.class,
            RolloutChanged.class,
            InstallationChanged.class,
            WindowPolicyChanged.class);

    private static final Map<String, Class<? extends Message>> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(MessageTypes::nameOf, Function.identity()));

    private MessageTypes() {}

    static String nameOf(Class<? extends Message> type) {
        return PREFIX + type.getSimpleName();
    }

    static Optional<Class<? extends Message>> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
