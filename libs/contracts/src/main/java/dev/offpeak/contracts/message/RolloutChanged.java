package dev.offpeak.contracts.message;

import java.time.Instant;

/**
 * A rollout moved.
 *
 * @param rolloutId the rollout
 * @param releaseName what it carries
 * @param state as {@code GET /rollouts/{id}} spells it
 * @param fenceEpoch orders of older epochs are void
 * @param version grows with every move
 * @param at platform time
 */
public record RolloutChanged(
        String rolloutId, String releaseName, String state, long fenceEpoch, long version, Instant at)
        implements Message {
    @Override
    public Address address() {
        return Address.ORCHESTRATOR_EVENTS;
    }

    @Override
    public String subject() {
        return rolloutId;
    }
}
