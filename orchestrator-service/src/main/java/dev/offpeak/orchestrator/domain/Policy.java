package dev.offpeak.orchestrator.domain;

import dev.offpeak.contracts.Classification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * @param pace what to do with the time until the deadline
 * @param rings subscriptions (lower case GUIDs) whose VMs are in another ring than the default one; a VM's own tag outranks
 *     them (rule U3)
 * @param classifications what to install; Critical and Security, or one of the two (rule I1)
 * @param exclusions patches not to install (rule U4)
 * @param externalGate whether each phase after the first waits for somebody's word (rule U6)
 * @param approval whether nothing begins before somebody has approved the plan (rule U6)
 * @param automaticWithdrawal when the platform withdraws a guilty patch by itself after a halt; empty leaves it to people
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
        Duration rebootAllowance,
        Pace pace,
        Map<String, Ring> rings,
        List<Classification> classifications,
        List<Exclusion> exclusions,
        boolean externalGate,
        boolean approval,
        Optional<AutomaticWithdrawal> automaticWithdrawal) {
    /** The longest run that is allowed (rule I3). */
    public static final Duration MAX_RUN_LENGTH = Duration.ofMinutes(235);

    /** The largest share of an availability set that may be in flight (rule O6). */
    public static final double MAX_SET_SHARE = 0.2;

    /** Below this many VMs an availability set goes one by one (rule O6). */
    public static final int SMALL_SET = 10;

    /** What automatic runs install (rule I1). */
    public static final List<Classification> AUTOMATIC = List.of(Classification.CRITICAL, Classification.SECURITY);

    /** 24 h of baking, 20 % failures, runs of 3 h 55 min, budget 90 min, verification 30 min, 20 % shares, 30 days. */
    public static final Policy DEFAULT = new Policy.Builder().build();

    /** The shortest finish under all rules: phases follow each other as soon as the one before proved healthy. */
    public static final Policy ZERO_DAY =
            DEFAULT.with().pace(Pace.SHORTEST).bakeTime(Duration.ZERO).build();

    /** A policy that was stored before a component came to be has none of it, which reads as its default. */
    public Policy {
        canaryRegions = List.copyOf(canaryRegions);
        pace = pace == null ? Pace.CAREFUL : pace;
        rings = rings == null ? Map.of() : Map.copyOf(rings);
        classifications =
                classifications == null || classifications.isEmpty() ? AUTOMATIC : List.copyOf(classifications);
        exclusions = exclusions == null ? List.of() : List.copyOf(exclusions);
        automaticWithdrawal = automaticWithdrawal == null ? Optional.empty() : automaticWithdrawal;
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
        if (!AUTOMATIC.containsAll(classifications)) {
            problems.add(new InvalidPolicy.Problem("classifications", "must be Critical, Security or both"));
        }
        automaticWithdrawal.ifPresent(rule -> requireReason(problems, rule));
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

    /** The longest time from an order to the moment at which its slot is free again at the latest (rule O7). */
    public Duration longestOrder() {
        return runLength.plus(rebootAllowance).plus(verification);
    }

    /** The ring of a VM: its tag's, else its subscription's, else the default one (rule U3). */
    public Ring ringOf(Optional<Ring> tagged, String subscriptionId) {
        return tagged.orElseGet(() -> rings.getOrDefault(subscriptionId, Ring.DEFAULT));
    }

    /** A builder that starts from this policy. */
    public Builder with() {
        return new Builder(this);
    }

    private static int portion(double share, int of) {
        // 0.2 * 15 is 3.0000000000000004 or 2.9999999999999996 as the case may be: neither may decide.
        return (int) Math.floor(share * of + 1e-9);
    }

    private static void requireReason(List<InvalidPolicy.Problem> problems, AutomaticWithdrawal rule) {
        if (!(rule.byChanceBelow() > 0 && rule.byChanceBelow() <= AutomaticWithdrawal.WEAKEST)) {
            problems.add(new InvalidPolicy.Problem(
                    "automaticWithdrawal.byChanceBelow", "must be above 0 and at most " + AutomaticWithdrawal.WEAKEST));
        }
        if (rule.failedVms() < 1) {
            problems.add(new InvalidPolicy.Problem("automaticWithdrawal.failedVms", "must be at least 1"));
        }
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

    /** Changes a few components of a policy; {@link #build()} refuses what makes no sense. */
    public static final class Builder {
        private Optional<Integer> phases = Optional.empty();
        private Duration bakeTime = Duration.ofHours(24);
        private double maxFailedShare = 0.2;
        private Duration runLength = MAX_RUN_LENGTH;
        private Duration installBudget = Duration.ofMinutes(90);
        private Duration verification = Duration.ofMinutes(30);
        private double maxSubscriptionShare = 0.2;
        private double maxSetShare = MAX_SET_SHARE;
        private Duration deadline = Duration.ofDays(30);
        private List<String> canaryRegions = List.of();
        private Duration rebootAllowance = Duration.ofMinutes(10);
        private Pace pace = Pace.CAREFUL;
        private Map<String, Ring> rings = Map.of();
        private List<Classification> classifications = AUTOMATIC;
        private List<Exclusion> exclusions = List.of();
        private boolean externalGate = false;
        private boolean approval = false;
        private Optional<AutomaticWithdrawal> automaticWithdrawal = Optional.empty();

        private Builder() {}

        private Builder(Policy from) {
            phases = from.phases;
            bakeTime = from.bakeTime;
            maxFailedShare = from.maxFailedShare;
            runLength = from.runLength;
            installBudget = from.installBudget;
            verification = from.verification;
            maxSubscriptionShare = from.maxSubscriptionShare;
            maxSetShare = from.maxSetShare;
            deadline = from.deadline;
            canaryRegions = from.canaryRegions;
            rebootAllowance = from.rebootAllowance;
            pace = from.pace;
            rings = from.rings;
            classifications = from.classifications;
            exclusions = from.exclusions;
            externalGate = from.externalGate;
            approval = from.approval;
            automaticWithdrawal = from.automaticWithdrawal;
        }

        public Builder phases(int number) {
            phases = Optional.of(number);
            return this;
        }

        public Builder bakeTime(Duration value) {
            bakeTime = value;
            return this;
        }

        public Builder maxFailedShare(double value) {
            maxFailedShare = value;
            return this;
        }

        public Builder runLength(Duration value) {
            runLength = value;
            return this;
        }

        public Builder installBudget(Duration value) {
            installBudget = value;
            return this;
        }

        public Builder verification(Duration value) {
            verification = value;
            return this;
        }

        public Builder maxSubscriptionShare(double value) {
            maxSubscriptionShare = value;
            return this;
        }

        public Builder maxSetShare(double value) {
            maxSetShare = value;
            return this;
        }

        public Builder deadline(Duration value) {
            deadline = value;
            return this;
        }

        public Builder canaryRegions(List<String> value) {
            canaryRegions = value;
            return this;
        }

        public Builder rebootAllowance(Duration value) {
            rebootAllowance = value;
            return this;
        }

        public Builder pace(Pace value) {
            pace = value;
            return this;
        }

        public Builder rings(Map<String, Ring> value) {
            rings = value;
            return this;
        }

        public Builder classifications(List<Classification> value) {
            classifications = value;
            return this;
        }

        public Builder exclusions(List<Exclusion> value) {
            exclusions = value;
            return this;
        }

        public Builder externalGate(boolean value) {
            externalGate = value;
            return this;
        }

        public Builder approval(boolean value) {
            approval = value;
            return this;
        }

        public Builder automaticWithdrawal(AutomaticWithdrawal value) {
            automaticWithdrawal = Optional.of(value);
            return this;
        }

        /** @throws InvalidPolicy that names every problem */
        public Policy build() {
            return new Policy(
                    phases,
                    bakeTime,
                    maxFailedShare,
                    runLength,
                    installBudget,
                    verification,
                    maxSubscriptionShare,
                    maxSetShare,
                    deadline,
                    canaryRegions,
                    rebootAllowance,
                    pace,
                    rings,
                    classifications,
                    exclusions,
                    externalGate,
                    approval,
                    automaticWithdrawal);
        }
    }
}
