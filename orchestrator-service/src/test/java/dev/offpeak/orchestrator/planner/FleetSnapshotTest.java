package dev.offpeak.orchestrator.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FleetSnapshotTest {
    @Test
    void rowsAreInTheOrderOfTheirIdsWhateverOrderTheyCameIn() {
        Random random = new Random(1);
        List<String> ids =
                new ArrayList<>(List.of("a", "ab", "abc", "abcd", "abcde", "abcdf", "vm1", "vm10", "vm2", "~"));
        ids.addAll(List.of(
                "\u00ffa",
                "\u00ff",
                "\u0100a",
                "\u0101",
                "a\u0100b",
                "a\u0101a",
                "a\uffffa",
                "abc\u0100",
                "abc\u00ff"));
        IntStream.range(0, 2000).forEach(i -> ids.add(new UUID(random.nextLong(), random.nextLong()).toString()));
        IntStream.range(0, 200).forEach(i -> ids.add("same-beginning-" + random.nextInt()));
        Collections.shuffle(ids, random);

        FleetSnapshot fleet = FleetSnapshot.of(
                ids.stream().map(id -> TestFleet.aVm(id).build()).toList());

        assertThat(IntStream.range(0, fleet.size()).mapToObj(fleet::idText))
                .containsExactlyElementsOf(ids.stream().sorted().toList());
    }
}
