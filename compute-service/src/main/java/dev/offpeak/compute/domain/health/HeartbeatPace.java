package dev.offpeak.compute.domain.health;

import java.time.Duration;

/**
 * How often a guest is asked to send heartbeats, in real time.
 *
 * @param usual when nothing is being verified
 * @param longestSilence after which an agent counts as gone
 */
public record HeartbeatPace(Duration usual, Duration longestSilence) {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    /** A watch is never less patient than this: a busy machine delays a heartbeat by seconds. */
    private static final Duration SHORTEST_LAPSE = Duration.ofSeconds(5);

    /** Three signals within a verification that lasts so long in real time. */
    public Duration whileVerifying(Duration realVerification) {
        Duration third = realVerification.dividedBy(3);
        if (third.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return third.compareTo(usual) > 0 ? usual : third;
    }

    /** Three heartbeats missed in a row at that pace, within bounds. */
    public Duration lapseWhileVerifying(Duration realVerification) {
        Duration three = whileVerifying(realVerification).multipliedBy(3);
        Duration patient = three.compareTo(SHORTEST_LAPSE) < 0 ? SHORTEST_LAPSE : three;
        return patient.compareTo(longestSilence) > 0 ? longestSilence : patient;
    }
}
