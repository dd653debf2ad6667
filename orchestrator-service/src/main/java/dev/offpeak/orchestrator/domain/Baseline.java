package dev.offpeak.orchestrator.domain;

/**
 * How often installations fail on this fleet when nothing is wrong with a release: what earlier releases came to.
 *
 * @param tried VMs that were tried
 * @param failed how many of them failed at their first try
 */
public record Baseline(int tried, int failed) {
    /** Nothing is known yet. */
    public static final Baseline NONE = new Baseline(0, 0);

    private static final double EXPECTED = 0.05;
    private static final int WORTH = 20;

    public Baseline {
        if (failed < 0 || tried < failed) {
            throw new IllegalArgumentException(failed + " of " + tried + " VMs can't have failed.");
        }
    }

    /** The failure rate to expect, above 0 and below 1: one in twenty until {@value #WORTH} VMs or so have told otherwise. */
    public double rate() {
        return (failed + EXPECTED * WORTH) / (tried + WORTH);
    }
}
