package dev.offpeak.compute.domain.health;

import dev.offpeak.contracts.HealthVerdict;

/**
 * The end of a {@link Watch}.
 *
 * @param health Healthy only if it was good throughout (rule O3)
 * @param why a sentence
 */
public record Verdict(HealthVerdict health, String why) {}
