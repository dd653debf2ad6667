package dev.offpeak.messaging;

/** A message that no delivery will make readable: no JSON, no CloudEvent, an unknown type or a field that makes no sense. */
public final class NotUnderstoodException extends Exception {
    NotUnderstoodException(String reason) {
        super(reason);
    }

    NotUnderstoodException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
