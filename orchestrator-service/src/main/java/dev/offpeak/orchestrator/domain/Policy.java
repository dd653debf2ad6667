package dev.offpeak.orchestrator.domain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How carefully a release is carried out. The constructor refuses a policy that makes no sense with {@link InvalidPolicy},
 * which names every problem.
 *
 * @param phases how many phases there should be at least; empty lets the planner choose
 * @param bakeTime between the starts of two phases, at least (rule O9)
 * @param maxFailedShare share of failed VMs that is tolerated in a batch, lane or phase, 0 to 1; more halts (rule O9)
 * @param runLength how long one order may run, at most 3 h 55 min (rule I3)
 * @param installBudget what an installation is expected to need; no order is given with less left of the window
 * @param verification how long health must stay good afterwards (rule O3)
 * @param maxSubscriptionShare of a subscription's VMs outside sets in a region at once, above 0 to 1 (rule O5)
 * @param maxSetShare of an availability set at once, above 0 to 0.2 (rule O6)
 * @param deadline from the release's publication (rule I2)
 * @param canaryRegions normalised names of the regions to begin with; empty takes the catalogue's
 * @param rebootAllowance after an order's end, before a silent guest's order is ended by name (rule O7)
 */
public record Policy(
        Optional<Integer> phases,
        Duration bakeTime,
        double maxFailedShare,
        Duration runLength,
        Duration installBudget,
        Duration verification,
        double maxSubscriptionShare,
        double maxSetShare,
        Duration deadline,
        List<String> canaryRegions,
        Duration rebootAllowance) {
    /** The longest run that is allowed (rule I3). */
    public static final Duration MAX_RUN_LENGTH = Duration.ofMinutes(235);

    /** The largest share of an availability set that may be in flight (rule O6). */
    public static final double MAX_SET_SHARE = 0.2;

    /** Below this many VMs an availability set goes one by one (rule O6). */
    public static final int SMALL_SET = 10;

    /** 24 h of baking, 20 % failures, runs of 3 h 55 min, budget 90 min, verification 30 min, 20 % shares, 30 days. */
    public static final Policy DEFAULT = new Policy(
            Optional.empty(),
            Duration.ofHours(24),
            0.2,
            MAX_RUN_LENGTH,
            Duration.ofMinutes(90),
            Duration.ofMinutes(30),
            0.2,
            MAX_SET_SHARE,
            Duration.ofDays(30),
            List.of(),
            Duration.ofMinutes(10));

    public Policy {
        canaryRegions = List.copyOf(canaryRegions);
        List<InvalidPolicy.Problem> problems = new ArrayList<>();
        if (phases.isPresent() && (phases.get() < 1 || phases.get() > 60)) {
            problems.add(new InvalidPolicy.Problem("phases", "must be between 1 and 60"));
        }
        if (bakeTime.isNegative()) {
            problems.add(new InvalidPolicy.Problem("bakeTime", "must not be negative"));
        }
        requireShare(problems, "maxFailedShare", maxFailedShare >= 0 && maxFailedShare <= 1, "from 0 to 1");
        requirePositive(problems, "runLength", runLength);
        if (runLength.compareTo(MAX_RUN_LENGTH) > 0) {
            problems.add(new InvalidPolicy.Problem("runLength", "must be at most " + MAX_RUN_LENGTH));
        }
        requirePositive(problems, "installBudget", installBudget);
        if (installBudget.compareTo(runLength) > 0) {
            problems.add(new InvalidPolicy.Problem("installBudget", "must be at most runLength, " + runLength));
        }
        requirePositive(problems, "verification", verification);
        requireShare(
                problems,
                "maxSubscriptionShare",
                maxSubscriptionShare > 0 && maxSubscriptionShare <= 1,
                "above 0 and at most 1");
        requireShare(
                problems, "maxSetShare", maxSetShare > 0 && maxSetShare <= MAX_SET_SHARE, "above 0 and at most 0.2");
        requirePositive(problems, "deadline", deadline);
        if (rebootAllowance.isNegative()) {
            problems.add(new InvalidPolicy.Problem("rebootAllowance", "must not be negative"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidPolicy(problems);
        }
    }

    /** How many VMs of a set of that size may be in flight together (rule O6): one below ten, else the share rounded down. */
    public int setCap(int setSize) {
        return setSize < SMALL_SET ? 1 : Math.max(1, portion(maxSetShare, setSize));
    }

    /** How many of that many VMs outside sets may be in flight together (rule O5): the share rounded down, at least one. */
    public int subscriptionCap(int outsideSets) {
        return Math.max(1, portion(maxSubscriptionShare, outsideSets));
    }

    /** How many of that many tried VMs may have failed (rule O9): the share rounded up, so that only zero forbids the first. */
    public int failureBudget(int attempted) {
        return (int) Math.ceil(maxFailedShare * attempted - 1e-9);
    }

    /** With another number of phases. */
    public Policy withPhases(int number) {
        return new Policy(
                Optional.of(number),
                bakeTime,
                maxFailedShare,
                runLength,
                installBudget,
                verification,
                maxSubscriptionShare,
                maxSetShare,
                deadline,
                canaryRegions,
                rebootAllowance);
    }

    private static int portion(double share, int of) {
        // 0.2 * 15 is 3.0000000000000004 or 2.9999999999999996 as the case may be: neither may decide.
        return (int) Math.floor(share * of + 1e-9);
    }

    private static void requirePositive(List<InvalidPolicy.Problem> problems, String target, Duration value) {
        if (value.isNegative() || value.isZero()) {
            problems.add(new InvalidPolicy.Problem(target, "must be positive"));
        }
    }

    private static void requireShare(List<InvalidPolicy.Problem> problems, String target, boolean fine, String bounds) {
        if (!fine) {
            problems.add(new InvalidPolicy.Problem(target, "must be " + bounds));
        }
    }
}
