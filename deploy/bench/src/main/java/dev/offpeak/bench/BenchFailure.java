package dev.offpeak.bench;

/** The measurement can't be made, or would not mean what it says; the message tells what to do. */
final class BenchFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchFailure(String message) {
        super(message);
    }

    BenchFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
