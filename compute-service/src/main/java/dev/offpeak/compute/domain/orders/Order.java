package dev.offpeak.compute.domain.orders;

import java.time.Instant;

/**
 * What the report rule must know of a stored order.
 *
 * @param state where it stands
 * @param sequence of the guest's last report; 0 before the first
 * @param notAfter platform time at which the guest must be done
 * @param ofRollout whether a rollout sent it; else a user did
 * @param fenceEpoch the rollout's fence at dispatch
 */
public record Order(OrderState state, long sequence, Instant notAfter, boolean ofRollout, long fenceEpoch) {}
