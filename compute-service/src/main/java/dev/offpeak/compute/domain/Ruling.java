package dev.offpeak.compute.domain;

import java.util.Optional;
import java.util.function.Function;

/** What the rules say of a wish: granted with what then holds, or refused with the reason. */
public sealed interface Ruling<T> {
    /** The wish is granted. */
    record Granted<T>(T value) implements Ruling<T> {}

    /** The wish is refused. */
    record Refused<T>(ModelRefusal reason) implements Ruling<T> {}

    static <T> Ruling<T> granted(T value) {
        return new Granted<>(value);
    }

    static <T> Ruling<T> refused(ModelRefusal refusal) {
        return new Refused<>(refusal);
    }

    /** The reason, when refused. */
    default Optional<ModelRefusal> refusal() {
        return this instanceof Refused<T> refused ? Optional.of(refused.reason()) : Optional.empty();
    }

    /** What holds when granted, else what the function throws. */
    default T orElseThrow(Function<ModelRefusal, ? extends RuntimeException> refuse) {
        if (this instanceof Granted<T> granted) {
            return granted.value();
        }
        throw refuse.apply(((Refused<T>) this).reason());
    }
}
