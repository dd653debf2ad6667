package dev.offpeak.orchestrator.domain;

import java.util.Optional;

/**
 * The gates after a batch, lane and phase, and over the whole release. The first three judge by one rule (O1, O3, O9):
 *
 * <ol>
 *   <li>counts that do not add up are unknown;
 *   <li>more failures than the budget close the gate, whatever is still under way;
 *   <li>an eligible VM that was not tried, or one in flight, makes it wait;
 *   <li>failed and partial VMs together beyond the budget make it wait for their next windows;
 *   <li>else it opens, and what failed or is partial is a straggler from then on.
 * </ol>
 *
 * <p>The budget is the share of the eligible VMs, rounded up: with 20 %, one failure in a batch of 1 to 5 passes, two in a batch of 5 do not; with
 * 0 % none does. A lane is judged besides from {@value #SMALLEST_SAMPLE} tried VMs on, so that batches of one VM that fail one
 * after the other halt it, while two unlucky VMs at its beginning do not. Over the whole release a {@link SequentialTest} halts as
 * soon as its failures are beyond doubt, which may be long before any single batch, lane or phase has enough of them.
 */
public final class Gates {
    /** From how many tried VMs on a lane's failures are evidence of their own. */
    public static final int SMALLEST_SAMPLE = 10;

    private Gates() {}

    /** After a batch. */
    public static GateVerdict batch(GateCounts counts, Policy policy) {
        return judge("batch", counts, policy);
    }

    /** Over all batches of a lane so far; never waits for the batches to come. */
    public static GateVerdict lane(GateCounts counts, Policy policy) {
        if (!counts.addsUp()) {
            return new GateVerdict.Unknown("The lane's counts do not add up: " + counts + ".");
        }
        int budget = policy.failureBudget(counts.attempted());
        boolean evidence = counts.attempted() >= SMALLEST_SAMPLE || budget == 0;
        return evidence && counts.failed() > budget ? closed("lane", counts, budget) : new GateVerdict.Open();
    }

    /** After a phase. */
    public static GateVerdict phase(GateCounts counts, Policy policy) {
        return judge("phase", counts, policy);
    }

    /**
     * Over all VMs that the release has tried. Never unknown for want of evidence: that only comes by going on, and the other gates
     * hold meanwhile.
     */
    public static GateVerdict release(GateCounts counts, Policy policy, Baseline baseline) {
        if (!counts.addsUp()) {
            return new GateVerdict.Unknown("The release's counts do not add up: " + counts + ".");
        }
        return SequentialTest.of(baseline, policy.maxFailedShare())
                .filter(test -> test.judge(counts.attempted(), counts.failed()) == SequentialTest.Verdict.UNACCEPTABLE)
                .<GateVerdict>map(test -> new GateVerdict.Closed(
                        counts,
                        policy.failureBudget(counts.attempted()),
                        counts.failed() + " of " + counts.attempted()
                                + " tried VMs of the release failed: that is a rate of "
                                + test.unacceptable() + " rather than the fleet's own of "
                                + Math.round(test.acceptable() * 1000) / 1000.0 + "."))
                .orElseGet(GateVerdict.Open::new);
    }

    /** Before a phase, where the policy asks for somebody's word: silence holds (rule U6). */
    public static GateVerdict external(int phase, Optional<ExternalWord> word, GateCounts before) {
        if (word.isEmpty()) {
            return new GateVerdict.Unknown("Nobody has said yet whether phase " + phase + " may start.");
        }
        ExternalWord said = word.get();
        return said.go()
                ? new GateVerdict.Open()
                : new GateVerdict.Closed(
                        before, 0, said.by() + " says that phase " + phase + " must not start: " + said.why());
    }

    private static GateVerdict judge(String what, GateCounts counts, Policy policy) {
        if (!counts.addsUp()) {
            return new GateVerdict.Unknown("The " + what + "'s counts do not add up: " + counts + ".");
        }
        int budget = policy.failureBudget(counts.eligible());
        if (counts.failed() > budget) {
            return closed(what, counts, budget);
        }
        if (counts.inFlight() > 0) {
            return new GateVerdict.Unknown(counts.inFlight() + " VMs of the " + what + " are in flight.");
        }
        if (counts.waiting() > 0) {
            return new GateVerdict.Unknown(counts.waiting() + " eligible VMs of the " + what + " were not tried yet.");
        }
        if (counts.failed() + counts.partial() > budget) {
            return new GateVerdict.Unknown(
                    counts.partial() + " VMs of the " + what + " have patches left for their next window.");
        }
        return new GateVerdict.Open();
    }

    private static GateVerdict closed(String what, GateCounts counts, int budget) {
        return new GateVerdict.Closed(
                counts,
                budget,
                counts.failed() + " of " + counts.attempted() + " tried VMs of the " + what
                        + " failed; the policy tolerates " + budget + ".");
    }
}
