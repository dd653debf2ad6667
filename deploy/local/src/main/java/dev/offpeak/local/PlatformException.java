package dev.offpeak.local;

/** The platform can't do what was asked; the message is for people, says what to do, and needs no stack trace. */
public final class PlatformException extends RuntimeException {
    public PlatformException(String message) {
        super(message);
    }

    public PlatformException(String message, Throwable cause) {
        super(message, cause);
    }
}
