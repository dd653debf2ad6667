package dev.offpeak.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerRulesTest {
    private static final String ERROR = "{\"error\":{\"code\":\"C\",\"message\":\"m\"}}";

    private final AnswerRules rules = new AnswerRules(operation -> Map.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"200 | x", "204 | ", "400 | {\"error\":{\"code\":\"C\",\"message\":\"m\"}}"})
    void goodAnswersPass(int status, String body) {
        assertThat(rules.broken(get("/a"), answer(status, body == null ? "" : body)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 302, 304, 500, 503})
    void otherStatusesAreBroken(int status) {
        assertThat(rules.broken(get("/a"), answer(status, ERROR))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "oops",
                "{}",
                "{\"error\":\"x\"}",
                "{\"error\":{\"code\":\"C\"}}",
                "{\"error\":{\"code\":\" \",\"message\":\"m\"}}"
            })
    void refusalsWithoutAnErrorBodyAreBroken(String body) {
        assertThat(rules.broken(get("/a"), answer(404, body))).isPresent();
    }

    @Test
    void answersWithoutIdsAreBroken() {
        Map<String, List<String>> headers = new HashMap<>(answer(200, "").headers());
        headers.remove("x-ms-request-id");

        assertThat(rules.broken(get("/a"), new Answer(200, headers, new byte[0], "")))
                .isPresent();
    }

    @Test
    void aConstantForLoadBalancersNeedsNoIds() {
        AnswerRules rulesOfAlive = new AnswerRules(new Subject() {
            @Override
            public Map<String, String> parameters(Operation operation) {
                return Map.of();
            }

            @Override
            public String constant() {
                return "alive";
            }
        });

        assertThat(rulesOfAlive.broken(get("/a"), bare(200, "alive"))).isEmpty();
        assertThat(rulesOfAlive.broken(get("/a"), bare(200, "alive?"))).isPresent();
        assertThat(rulesOfAlive.broken(get("/a"), bare(404, "alive"))).isPresent();
        assertThat(rules.broken(get("/a"), bare(200, ""))).isPresent();
    }

    @Test
    void noAnswerIsBroken() {
        assertThat(rules.broken(get("/a"), Answer.none("hang"))).contains("hang");
    }

    @Test
    void theServerItselfRefusesWhatIsNoUri() {
        assertThat(rules.broken(get("/%zz"), bare(400, ""))).isEmpty();
        assertThat(rules.broken(get("/a"), bare(400, ""))).isPresent();
    }

    private static Answer bare(int status, String body) {
        return new Answer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8), "");
    }

    private static Request get(String target) {
        return new Request("GET", target, List.of(), null, "test");
    }

    private static Answer answer(int status, String body) {
        return new Answer(
                status,
                Map.of(
                        "x-ms-request-id", List.of("1"),
                        "x-ms-correlation-request-id", List.of("1"),
                        "content-type", List.of("application/json")),
                body.getBytes(StandardCharsets.UTF_8),
                "");
    }
}
