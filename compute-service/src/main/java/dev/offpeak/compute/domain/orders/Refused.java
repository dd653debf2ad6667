package dev.offpeak.compute.domain.orders;

import dev.offpeak.contracts.message.InstallationRefused;

/**
 * Why an order is not, or no longer, handed to the guest.
 *
 * @param reason one word for the orchestrator
 * @param message a sentence
 */
public record Refused(InstallationRefused.Reason reason, String message) {}
