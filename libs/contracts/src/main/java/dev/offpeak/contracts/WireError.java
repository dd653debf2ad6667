package dev.offpeak.contracts;

/**
 * Why something failed, in ARM's words.
 *
 * @param code one word, such as {@code AgentSilent}
 * @param message a sentence that says what to do
 */
public record WireError(String code, String message) {}
