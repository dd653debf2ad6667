package dev.offpeak.arm;

import java.util.Objects;

/** Carries a refusal to the edge, where it becomes the ARM error body. Has no stack trace: it is an answer, not a fault. */
public final class RefusedException extends RuntimeException {
    private final transient Refusal refusal;

    public RefusedException(Refusal refusal) {
        super(refusal.code() + ": " + refusal.message(), null, false, false);
        this.refusal = Objects.requireNonNull(refusal);
    }

    public Refusal refusal() {
        return refusal;
    }
}
