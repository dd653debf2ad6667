package dev.offpeak.orchestrator.certificate;

/**
 * One broken rule.
 *
 * @param rule such as {@code O2}
 * @param what a sentence that names the evidence
 */
public record Violation(String rule, String what) {}
