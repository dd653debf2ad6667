package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmRefusal;
import java.util.Optional;

/** Pages by number: the token holds the last one seen. */
final class NumberToken {
    private NumberToken() {}

    /** @throws dev.offpeak.arm.RefusedException when the token holds no number */
    static Optional<Long> of(Optional<String> token) {
        try {
            return token.map(Long::valueOf);
        } catch (NumberFormatException e) {
            throw ArmRefusal.invalidParameter(
                            "$skiptoken",
                            "The value of $skiptoken is invalid. Follow nextLink as it was given, or leave it out to begin anew.")
                    .asException();
        }
    }
}
