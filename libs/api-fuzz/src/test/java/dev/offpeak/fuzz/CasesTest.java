package dev.offpeak.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CasesTest {
    private static final Operation PUT = Operation.of("PUT /things/{name}");
    private static final JsonNode BODY = JsonTexts.parse("{\"a\": {\"b\": [1, true]}, \"c\": null}");

    private static final Subject THINGS = new Subject() {
        @Override
        public Map<String, String> parameters(Operation operation) {
            return Map.of("name", "thing");
        }

        @Override
        public List<String> bodies(Operation operation) {
            return List.of(BODY.toString());
        }

        @Override
        public List<String> apiVersions(Operation operation) {
            return List.of("2020-06-01");
        }
    };

    @Test
    void everyValueOfABodyIsReplacedByEveryType() {
        assertThat(JsonTexts.paths(BODY))
                .containsExactly(
                        List.of(),
                        List.of("a"),
                        List.of("a", "b"),
                        List.of("a", "b", "0"),
                        List.of("a", "b", "1"),
                        List.of("c"));
        assertThat(JsonTexts.replaced(BODY, List.of("a", "b", "1"), "1e400", false))
                .isEqualTo("{\"a\":{\"b\":[1,1e400]},\"c\":null}");
        assertThat(new Cases(THINGS, PUT, 1).all(0))
                .filteredOn(request -> request.kind().startsWith("type at"))
                .hasSize(6 * Odd.oneOfEachType().size());
    }

    @Test
    void aMemberMayStandTwice() {
        assertThat(JsonTexts.replaced(BODY, List.of("c"), "5", true))
                .isEqualTo("{\"a\":{\"b\":[1,true]},\"c\":null,\"c\":5}");
    }

    @Test
    void equalSeedsGiveEqualRequestsAndOthersDoNot() {
        assertThat(lines(7)).isEqualTo(lines(7)).isNotEqualTo(lines(8)).hasSizeGreaterThanOrEqualTo(300);
    }

    @Test
    void smallerBodiesLackOneValueEach() {
        assertThat(JsonTexts.smaller(BODY))
                .extracting(JsonNode::toString)
                .containsExactly(
                        "{\"c\":null}",
                        "{\"a\":{},\"c\":null}",
                        "{\"a\":{\"b\":[true]},\"c\":null}",
                        "{\"a\":{\"b\":[1]},\"c\":null}",
                        "{\"a\":{\"b\":[1,true]}}");
    }

    private static List<String> lines(long seed) {
        return new Cases(THINGS, PUT, seed)
                .all(300).stream().map(request -> request.curl("http://x")).toList();
    }
}
