package dev.offpeak.orchestrator.certificate;

import java.util.List;

/**
 * What the check found about one rule.
 *
 * @param rule its number
 * @param title what it says, in a few words
 * @param exercised how often something happened that could have broken it
 * @param violations a sentence each, oldest first; empty when it was kept
 */
public record RuleReport(String rule, String title, long exercised, List<String> violations) {
    public RuleReport {
        violations = List.copyOf(violations);
    }
}
