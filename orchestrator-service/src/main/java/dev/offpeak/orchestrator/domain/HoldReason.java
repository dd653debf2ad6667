package dev.offpeak.orchestrator.domain;

/** Why a VM is not being patched right now. Every "no" has one, and the API shows it with its sentence (rule U2). */
public enum HoldReason {
    PATCH_MODE("PatchMode", "The VM's patch mode is not AutomaticByPlatform."),
    FEATURE_NOT_REGISTERED(
            "FeatureNotRegistered",
            "InGuestAutoPatchVMPreview is not registered for the subscription, or not propagated to Microsoft.Compute."),
    NOT_ENABLED("NotEnabled", "The patch extension or the first assessment is still missing; both come off-peak."),
    POWERED_OFF("PoweredOff", "The VM is not running; it is patched in its next running off-peak window."),
    AGENT_NOT_READY("AgentNotReady", "The VM's agent is silent or reports a missing requirement."),
    PEER_UNHEALTHY("PeerUnhealthy", "Another VM of the availability set did not come back healthy."),
    DEADLINE_PASSED("DeadlinePassed", "The release's deadline has passed; what is missing joins the next release."),
    PLATFORM_STOPPED("PlatformStopped", "An operator stopped everything."),
    AWAITING_APPROVAL("AwaitingApproval", "The rollout waits until somebody approves it."),
    ROLLOUT_PAUSED("RolloutPaused", "An operator paused the rollout."),
    ROLLOUT_ENDED("RolloutEnded", "The rollout was canceled or is complete."),
    GATE_CLOSED("GateClosed", "Too many VMs failed; the rollout halted and waits for an operator."),
    GATE_UNKNOWN("GateUnknown", "The evidence of the step before does not add up; unknown is never good."),
    PHASE_NOT_OPEN("PhaseNotOpen", "The VM's region belongs to a later phase."),
    BATCH_NOT_OPEN("BatchNotOpen", "Earlier zones or batches of the region come first."),
    INSTALLATION_IN_PROGRESS("InstallationInProgress", "An installation is in progress on the VM."),
    OUTSIDE_WINDOW("OutsideWindow", "It is outside the VM's off-peak hours."),
    WINDOW_TOO_SHORT("WindowTooShort", "What is left of the off-peak window is shorter than an installation may need."),
    RETRY_NEXT_WINDOW("RetryNextWindow", "It was tried in this off-peak window; the next try is in the next one."),
    PAIRED_REGION_BUSY("PairedRegionBusy", "The region's pair is being patched."),
    ZONE_BUSY("ZoneBusy", "Another zone of the region is being patched."),
    UPDATE_DOMAIN_BUSY("UpdateDomainBusy", "Another update domain of the availability set is being patched."),
    SET_CAP("SetCap", "As much of the availability set is being patched as may be at once."),
    SUBSCRIPTION_CAP(
            "SubscriptionCap", "As many of the subscription's VMs in the region are being patched as may be at once."),
    MAKING_ROOM("MakingRoom", "The region is kept free for a VM whose last windows before the deadline have come.");

    private final String wireName;
    private final String sentence;

    HoldReason(String wireName, String sentence) {
        this.wireName = wireName;
        this.sentence = sentence;
    }

    /** What a person reads. */
    public String sentence() {
        return sentence;
    }

    /**
     * Whether a VM held for this reason counts as not eligible (rule O1): it holds no batch, lane or phase up. All other
     * reasons are waits that end by themselves.
     */
    public boolean holdsNobodyUp() {
        return ordinal() <= PEER_UNHEALTHY.ordinal();
    }

    /** Whether it waits until orders of other VMs are through: such a wait must not last for ever. */
    public boolean isInterlock() {
        return ordinal() >= PAIRED_REGION_BUSY.ordinal();
    }

    /** The spelling on the wire. */
    @Override
    public String toString() {
        return wireName;
    }
}
