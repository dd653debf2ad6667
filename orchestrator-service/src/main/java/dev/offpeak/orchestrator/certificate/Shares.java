package dev.offpeak.orchestrator.certificate;

/**
 * How much may be in flight together.
 *
 * @param ofSubscription share of a subscription's VMs outside sets in a region (rule O5); one VM always may
 * @param ofSet share of an availability set, at most a fifth (rule O6); one VM always may, and below ten VMs only one
 */
public record Shares(double ofSubscription, double ofSet) {
    /** A fifth of each. */
    public static final Shares DEFAULT = new Shares(0.2, 0.2);

    boolean allowOfSubscription(int together, int of) {
        return together <= 1 || together - 1e-6 <= ofSubscription * of;
    }

    boolean allowOfSet(int together, int of) {
        return together <= 1 || of >= 10 && together * 5 <= of && together - 1e-6 <= ofSet * of;
    }
}
