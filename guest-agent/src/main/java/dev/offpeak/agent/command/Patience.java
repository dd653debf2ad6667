package dev.offpeak.agent.command;

import java.time.Duration;

/**
 * How long a program may go on when its time is over. Progress counts, not the process: one that has said nothing for a while is ended at once,
 * one in the middle of its work gets a little longer, since ending that leaves more to repair.
 *
 * @param quiet real time without output after which a program makes no progress
 * @param grace real time past the end that one with progress gets
 */
public record Patience(Duration quiet, Duration grace) {
    /** Grace stays well within the ten minutes that are kept for a reboot (rule I4). */
    public static final Patience USUAL = new Patience(Duration.ofMinutes(1), Duration.ofMinutes(4));

    /**
     * @param left until the end; negative past it
     * @param silentFor since the last output
     */
    boolean isOver(Duration left, Duration silentFor) {
        boolean past = left.isZero() || left.isNegative();
        return past && (silentFor.compareTo(quiet) >= 0 || left.negated().compareTo(grace) >= 0);
    }
}
