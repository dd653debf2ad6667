package dev.offpeak.contracts.agent;

/**
 * Answer to a {@link Heartbeat}.
 *
 * @param heartbeatSeconds real seconds until the next one; may be a fraction
 * @param revision of the present goal state, so that an agent without a long poll knows when to fetch it
 * @param rotateCredential whether the credential is old and the agent should ask for another one now; absent means false
 */
public record HeartbeatReceipt(double heartbeatSeconds, long revision, boolean rotateCredential) {}
