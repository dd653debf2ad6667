package dev.offpeak.orchestrator.domain;

/** A move that a state does not know: a bug or a message that came too late; nothing was changed. */
public final class IllegalTransition extends RuntimeException {
    public IllegalTransition(String what, Object from, Object to) {
        super(what + " can't become " + to + " from " + from + ".");
    }
}
