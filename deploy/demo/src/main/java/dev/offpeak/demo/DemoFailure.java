package dev.offpeak.demo;

/** The demonstration can't go on; the message is for people and says what is missing. */
final class DemoFailure extends RuntimeException {
    DemoFailure(String message) {
        super(message);
    }

    DemoFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
