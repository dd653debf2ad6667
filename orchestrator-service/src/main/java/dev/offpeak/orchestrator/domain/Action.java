package dev.offpeak.orchestrator.domain;

/** What people do with the orchestrator, in the spelling of the operations' ARM actions. */
public enum Action {
    PUBLISH_RELEASE("Offpeak.Orchestrator/releases/write"),
    APPROVE_ROLLOUT("Offpeak.Orchestrator/rollouts/approve/action"),
    PAUSE_ROLLOUT("Offpeak.Orchestrator/rollouts/pause/action"),
    RESUME_ROLLOUT("Offpeak.Orchestrator/rollouts/resume/action"),
    CANCEL_ROLLOUT("Offpeak.Orchestrator/rollouts/cancel/action"),
    WITHDRAW_PATCH("Offpeak.Orchestrator/rollouts/withdraw/action"),
    SAY_WORD("Offpeak.Orchestrator/rollouts/phases/word/write"),
    RELEASE_HOLD("Offpeak.Orchestrator/rollouts/vms/releaseHold/action"),
    STOP_EVERYTHING("Offpeak.Orchestrator/stop/write"),
    RELEASE_STOP("Offpeak.Orchestrator/stop/delete"),
    PUT_EXCLUSION("Offpeak.Orchestrator/exclusions/write"),
    DELETE_EXCLUSION("Offpeak.Orchestrator/exclusions/delete"),
    PUT_WINDOW("Offpeak.Orchestrator/windows/write"),
    DELETE_WINDOW("Offpeak.Orchestrator/windows/delete"),
    PUT_NOTICES("Offpeak.Orchestrator/notices/write"),
    DELETE_NOTICES("Offpeak.Orchestrator/notices/delete");

    private final String armAction;

    Action(String armAction) {
        this.armAction = armAction;
    }

    /** The ARM action. */
    @Override
    public String toString() {
        return armAction;
    }
}
