package dev.offpeak.simulation.rules;

import dev.offpeak.orchestrator.certificate.Flight;
import dev.offpeak.orchestrator.certificate.HistoryVerifier;
import dev.offpeak.orchestrator.certificate.RuleReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** O2, O4, O5, O6, O7: who may be in flight with whom, judged by the independent verifier of histories. */
final class TogetherRules {
    private static final Set<String> RULES = Set.of("O2", "O4", "O5", "O6", "O7");

    private final HistoryVerifier verifier;

    TogetherRules(HistoryVerifier verifier) {
        this.verifier = verifier;
    }

    /** What the flights of this moment break. */
    List<String> broken(List<Flight> inFlight) {
        List<String> broken = new ArrayList<>();
        for (RuleReport report : verifier.check(inFlight)) {
            boolean isOfTheMoment =
                    RULES.contains(report.rule()) && !report.title().startsWith("every slot was freed");
            if (isOfTheMoment) {
                report.violations().forEach(what -> broken.add(report.rule() + " " + what));
            }
        }
        return broken;
    }
}
