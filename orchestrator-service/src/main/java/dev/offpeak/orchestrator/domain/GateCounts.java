package dev.offpeak.orchestrator.domain;

/**
 * The evidence for a gate: how the VMs of a batch, lane or phase stand. The last six add up to the first, or the evidence is
 * not trusted.
 *
 * @param assigned VMs that the plan put there and that still exist
 * @param notEligible waiting, and held for a reason that {@linkplain HoldReason#holdsNobodyUp() holds nobody up}
 * @param waiting eligible, not tried yet
 * @param inFlight ordered, without both terminal report and health verdict; retries too
 * @param succeeded installed and proved healthy
 * @param partial tried, healthy, patches left
 * @param failed tried and failed; stays here when the VM falls silent or is powered off afterwards
 */
public record GateCounts(
        int assigned, int notEligible, int waiting, int inFlight, int succeeded, int partial, int failed) {
    public static final GateCounts NONE = new GateCounts(0, 0, 0, 0, 0, 0, 0);

    public GateCounts plus(GateCounts other) {
        return new GateCounts(
                assigned + other.assigned,
                notEligible + other.notEligible,
                waiting + other.waiting,
                inFlight + other.inFlight,
                succeeded + other.succeeded,
                partial + other.partial,
                failed + other.failed);
    }

    /** Tried and at an end. */
    public int attempted() {
        return succeeded + partial + failed;
    }

    /** Tried, or to be tried: the denominator of the budget. */
    public int eligible() {
        return attempted() + inFlight + waiting;
    }

    /** Whether every VM is counted once. */
    public boolean addsUp() {
        return assigned == notEligible + waiting + inFlight + succeeded + partial + failed
                && Math.min(Math.min(notEligible, waiting), Math.min(inFlight, succeeded)) >= 0
                && Math.min(partial, failed) >= 0;
    }
}
