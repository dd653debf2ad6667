package dev.offpeak.demo.verify;

import dev.offpeak.demo.verify.Evidence.Expectations;
import dev.offpeak.demo.verify.Evidence.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The independent check: what did the guests see, and does it break a rule? */
public final class Verifier {
    private static final List<Rule> RULES = List.of(
            new PhasesRule(),
            new PairsRule(),
            new HealthFirstRule(),
            new ZonesRule(),
            new SubscriptionShareRule(),
            new SetsRule(),
            new ClassificationRule(),
            new OffPeakRule());

    private final Expectations expectations;

    /**
     * @param phases how many phases were asked for
     * @param pairs each pair of regions once, either half first
     */
    public Verifier(int phases, Map<String, String> pairs) {
        List<Pair> apart = new ArrayList<>();
        pairs.forEach((one, other) -> apart.add(new Pair(one, other)));
        expectations = new Expectations(phases, List.copyOf(apart));
    }

    /**
     * One report for each of O1 to O6, I1 and I3.
     *
     * @param journal of all guests, in any order; lines of VMs that the topology does not know are left out
     * @param topology every VM that compute has
     */
    public List<RuleReport> check(List<JournalLine> journal, List<TopologyVm> topology) {
        Evidence evidence = new Evidence(journal, topology, expectations);
        List<RuleReport> reports = new ArrayList<>();
        for (Rule rule : RULES) {
            List<String> violations = new ArrayList<>();
            long exercised = rule.check(evidence, violations);
            reports.add(new RuleReport(rule.number(), rule.title(), Math.max(0, exercised), violations));
        }
        return reports;
    }
}
