package dev.offpeak.orchestrator.domain;

import java.util.Optional;

/**
 * Wald's sequential probability ratio test of a release's failure rate: after every VM the evidence is weighed whether the rate is
 * the fleet's own or an unacceptable one, and it decides as soon as either is clear. A share of a batch would have to wait for a
 * sample of fixed size, and would halt good releases or pass bad ones while it is small. ADR 20 has the error rates as measured.
 *
 * @param acceptable the fleet's own failure rate
 * @param unacceptable the rate that must halt, above it
 * @param falseHalt how likely it may be that a release with the acceptable rate is halted
 * @param missedHalt how likely it may be that a release with the unacceptable rate is accepted
 */
public record SequentialTest(double acceptable, double unacceptable, double falseHalt, double missedHalt) {
    private static final double FALSE_HALT = 0.01;
    private static final double MISSED_HALT = 0.05;

    /** What the evidence says. */
    public enum Verdict {
        ACCEPTABLE,
        UNACCEPTABLE,
        /** Too little is known yet for either. */
        UNDECIDED
    }

    public SequentialTest {
        if (!(0 < acceptable && acceptable < unacceptable && unacceptable < 1)) {
            throw new IllegalArgumentException(
                    "The rates " + acceptable + " and " + unacceptable + " must lie between 0 and 1, in that order.");
        }
        if (!(0 < falseHalt && falseHalt < 0.5 && 0 < missedHalt && missedHalt < 0.5)) {
            throw new IllegalArgumentException(
                    "The error rates " + falseHalt + " and " + missedHalt + " must lie between 0 and 0.5.");
        }
    }

    /**
     * The test of a fleet's baseline against the share that a policy tolerates; where the baseline is near or above it, against
     * half of it. Empty where the policy tolerates nothing or everything: there is nothing to tell apart then.
     */
    public static Optional<SequentialTest> of(Baseline baseline, double toleratedShare) {
        return toleratedShare <= 0 || toleratedShare >= 1
                ? Optional.empty()
                : Optional.of(new SequentialTest(
                        Math.min(baseline.rate(), toleratedShare / 2), toleratedShare, FALSE_HALT, MISSED_HALT));
    }

    /** The logarithm of how much likelier that outcome is under the unacceptable rate than under the acceptable one. */
    public double evidence(int tried, int failed) {
        return failed * Math.log(unacceptable / acceptable)
                + (tried - failed) * Math.log((1 - unacceptable) / (1 - acceptable));
    }

    /** What so many failures among so many tried VMs say. */
    public Verdict judge(int tried, int failed) {
        double evidence = evidence(tried, failed);
        if (evidence >= Math.log((1 - missedHalt) / falseHalt)) {
            return Verdict.UNACCEPTABLE;
        }
        return evidence <= Math.log(missedHalt / (1 - falseHalt)) ? Verdict.ACCEPTABLE : Verdict.UNDECIDED;
    }
}
