package dev.offpeak.compute.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupedLookupTest {
    private final List<Set<String>> asked = new ArrayList<>();
    private final List<UniEmitter<? super Map<String, Integer>>> queries = new ArrayList<>();
    private final GroupedLookup<String, Integer> lookup = new GroupedLookup<>(this::query);

    @Test
    void oneThatComesAloneIsLookedUpAtOnce() {
        var found = find("a");

        assertThat(asked).containsExactly(Set.of("a"));
        queries.get(0).complete(Map.of("a", 1));
        found.assertItem(Optional.of(1));
    }

    @Test
    void thoseThatComeWhileTwoQueriesAreUnderWayShareTheNextOne() {
        find("a");
        find("b");
        var first = find("c");
        var second = find("d");
        var again = find("c");
        assertThat(asked).hasSize(2);

        queries.get(0).complete(Map.of());

        assertThat(asked).hasSize(3).last().isEqualTo(Set.of("c", "d"));
        queries.get(2).complete(Map.of("c", 3));
        first.assertItem(Optional.of(3));
        again.assertItem(Optional.of(3));
        second.assertItem(Optional.empty());
    }

    @Test
    void whatIsAskedAgainIsReadAgain() {
        find("a");
        queries.get(0).complete(Map.of("a", 1));

        var later = find("a");
        queries.get(1).complete(Map.of("a", 2));

        later.assertItem(Optional.of(2));
    }

    @Test
    void aQueryThatFailsFailsThoseWhoSharedItAndNobodyElse() {
        var failing = find("a");
        find("b");
        var next = find("c");

        queries.get(0).fail(new IllegalStateException("away"));
        queries.get(2).complete(Map.of("c", 3));

        failing.assertFailedWith(IllegalStateException.class, "away");
        next.assertItem(Optional.of(3));
    }

    private UniAssertSubscriber<Optional<Integer>> find(String key) {
        return lookup.find(key).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private Uni<Map<String, Integer>> query(Set<String> keys) {
        asked.add(Set.copyOf(keys));
        return Uni.createFrom().emitter(queries::add);
    }
}
