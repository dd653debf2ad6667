package dev.offpeak.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FleetVmTest {
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void everyVmHasAPathOfItsOwnAndAGroupAndSetThatWereOpenedBefore() {
        Set<String> opened = new HashSet<>();
        Set<String> paths = new HashSet<>();
        for (FleetVm vm : fleet()) {
            if (vm.opensGroup()) {
                opened.add(vm.groupPath());
            }
            if (vm.opensSet()) {
                opened.add(vm.setPath());
            }
            JsonNode set = read(vm.body(0)).at("/properties/availabilitySet/id");

            assertThat(opened).contains(vm.groupPath());
            assertThat(set.isMissingNode() || opened.contains(set.asText())).isTrue();
            assertThat(paths.add(vm.path())).isTrue();
        }
    }

    @Test
    void noVmIsInAZoneAndASet() {
        assertThat(fleet())
                .noneMatch(vm -> read(vm.body(0)).has("zones")
                        && read(vm.body(0)).at("/properties/availabilitySet").isObject());
    }

    @Test
    void anotherRevisionChangesNothingButATag() {
        JsonNode before = read(new FleetVm(7).body(1));
        JsonNode after = read(new FleetVm(7).body(2));

        assertThat(before).isNotEqualTo(after);
        ((com.fasterxml.jackson.databind.node.ObjectNode) after.get("tags")).put("revision", "1");
        assertThat(before).isEqualTo(after);
    }

    private static List<FleetVm> fleet() {
        return IntStream.range(0, 1000).mapToObj(FleetVm::new).toList();
    }

    private JsonNode read(String body) {
        try {
            return json.readTree(body);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
