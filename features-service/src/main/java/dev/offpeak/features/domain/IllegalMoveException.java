package dev.offpeak.features.domain;

/** A move that its state does not allow: a fault of ours, for every request is checked against the state first. */
public final class IllegalMoveException extends IllegalStateException {
    IllegalMoveException(FeatureName feature, RegistrationState from, RegistrationState to) {
        super(feature + " can't become " + to + " from " + from);
    }
}
