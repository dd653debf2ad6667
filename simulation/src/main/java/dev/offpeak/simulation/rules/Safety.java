package dev.offpeak.simulation.rules;

import dev.offpeak.orchestrator.certificate.HistoryVerifier;
import dev.offpeak.orchestrator.certificate.RuleReport;
import dev.offpeak.simulation.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All safety rules of one world. */
public final class Safety {
    private final FlightLog log;
    private final TogetherRules together;
    private final OrderRules orders;
    private final List<Rule> rules;
    private final HistoryVerifier verifier;

    public Safety(World world) {
        Map<String, Set<String>> pairs = new HashMap<>();
        world.regions()
                .all()
                .forEach(region -> pairs.put(region.name(), world.regions().pairsOf(region.name())));
        verifier = new HistoryVerifier(pairs);
        log = new FlightLog(world);
        together = new TogetherRules(verifier);
        orders = new OrderRules(world);
        rules = List.of(new PhaseRules(world), new OutcomeRules(world));
    }

    /** After an event: what it broke, a sentence each that begins with the rule. */
    public List<String> afterEvent() {
        List<String> broken = new ArrayList<>();
        boolean changed = log.update();
        if (changed) {
            broken.addAll(together.broken(log.inFlight()));
            broken.addAll(orders.broken(log.taken()));
        }
        rules.forEach(rule -> broken.addAll(rule.broken()));
        return broken;
    }

    /** In the end: what the whole history breaks. */
    public List<String> inTheEnd() {
        List<String> broken = new ArrayList<>();
        for (RuleReport report : verifier.check(log.all())) {
            report.violations().forEach(what -> broken.add(report.rule() + " " + what));
        }
        return broken;
    }
}
