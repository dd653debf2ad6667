package dev.offpeak.embedded;

/** The broker can't be reached, or said no; the message is one line. */
public final class BrokerException extends RuntimeException {
    public BrokerException(String message) {
        super(message);
    }

    public BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
