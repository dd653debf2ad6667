package dev.offpeak.assessment.domain;

/** Why a VM is assessed. */
public enum Trigger {
    /** A user asked for it (rule A2). */
    ON_DEMAND,
    /** The patch extension is there and nothing was found yet (rule E4). */
    FIRST,
    /** An installation ended: what is still missing? */
    AFTER_INSTALLATION,
    /** Its turn came (rule A1). */
    PERIODIC,
    /** The agent scanned by itself. */
    AGENT
}
