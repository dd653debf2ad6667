package dev.offpeak.contracts.message;

/**
 * A fact or an order that one service sends to others, through its outbox. Order on the wire is not promised, and every
 * message may come twice: receivers go by versions, sequences and activity ids.
 *
 * <p>Wire rules: unknown fields are ignored, enums travel as their {@code toString()}, instants as ISO-8601 in UTC, durations as
 * ISO-8601. The type on the wire is the record's simple name behind {@code dev.offpeak.}.
 */
public sealed interface Message
        permits FeatureStateChanged,
                ProviderRegistered,
                FeaturesTakenOver,
                FeaturesTakenOverByAssessment,
                VmChanged,
                VmDeleted,
                VmHealthChanged,
                VmHealthObserved,
                InstallationRefused,
                AssessVm,
                InstallPatches,
                CancelInstallation,
                AssessmentReported,
                InstallationProgressed,
                InstallationEnded,
                AssessmentCompleted,
                RolloutChanged,
                InstallationChanged,
                WindowPolicyChanged {

    /** Where it is sent. */
    Address address();

    /** What it is about: a VM, a subscription, a rollout or a scope. */
    String subject();
}
