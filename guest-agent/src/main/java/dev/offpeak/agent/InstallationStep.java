package dev.offpeak.agent;

import java.util.Map;
import java.util.Set;

/** Where an installation stands on the agent's disk (docs/states/agent-installation.md). One that was reported to its end is forgotten. */
enum InstallationStep {
    /** The order is known; leave to start was asked for, or will be. */
    ASKING("Asking"),
    /** Leave was given: patches are chosen, downloaded and installed, a few at a time. */
    INSTALLING("Installing"),
    /** A reboot is wanted; the boot id tells whether it happened. */
    REBOOTING("Rebooting"),
    /** Nothing more is changed: what became of each patch is looked at once more. */
    CHECKING("Checking"),
    /** The outcome is decided; it is reported until that is answered. */
    REPORTING("Reporting");

    private static final Map<InstallationStep, Set<InstallationStep>> NEXT = Map.of(
            ASKING, Set.of(INSTALLING, REPORTING),
            INSTALLING, Set.of(REBOOTING, CHECKING),
            REBOOTING, Set.of(CHECKING),
            CHECKING, Set.of(REPORTING),
            REPORTING, Set.of());

    private final String storedName;

    InstallationStep(String storedName) {
        this.storedName = storedName;
    }

    boolean mayBecome(InstallationStep next) {
        return NEXT.get(this).contains(next);
    }

    /** The spelling on the disk and in docs/states/agent-installation.md. */
    @Override
    public String toString() {
        return storedName;
    }
}
