package dev.offpeak.arm;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.function.Function;

/**
 * One page of a list (rule V4).
 *
 * @param value this page's items, in the list's order; may be empty
 * @param nextLink absolute URL of the next page; null, and left out of the body, on the last one
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Page<T>(List<T> value, String nextLink) {
    public Page {
        value = List.copyOf(value);
    }

    /** A list that is one page. */
    public static <T> Page<T> all(List<T> value) {
        return new Page<>(value, null);
    }

    public <R> Page<R> map(Function<? super T, ? extends R> view) {
        List<R> views = value.stream().<R>map(view).toList();
        return new Page<>(views, nextLink);
    }
}
