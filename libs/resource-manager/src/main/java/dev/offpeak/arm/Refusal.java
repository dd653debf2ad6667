package dev.offpeak.arm;

import java.util.List;
import java.util.Optional;

/**
 * A "no" towards a client, with ARM's code and a message that says what to do (rule V1). A refusal is the caller's to mend;
 * our own faults are never one. Services' sealed refusals implement it.
 */
public interface Refusal {
    /** HTTP status, 400 to 499. */
    int status();

    /** ARM's code, such as {@code InvalidParameter}. */
    String code();

    /** What is wrong and what to do about it; English, a sentence. */
    String message();

    /** What it is about, such as a property's path. */
    default Optional<String> target() {
        return Optional.empty();
    }

    /** Single causes where there are several; may be empty. */
    default List<Refusal> details() {
        return List.of();
    }

    /** This refusal as what a use case throws or fails with; the edge turns it into the error body. */
    default RefusedException asException() {
        return new RefusedException(this);
    }
}
