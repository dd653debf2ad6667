package dev.offpeak.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.offpeak.rules.Rule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Rule("V4")
@DisplayName("V4: a body that can't be read is a 400 that names the place")
class JsonRefusalsTest {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    static {
        new StrictJson().customize(JSON);
    }

    private enum Mode {
        Manual,
        AutomaticByOS
    }

    private record Settings(Mode mode, boolean enabled, int count) {}

    private record Body(String name, List<Settings> settings, Map<String, String> tags) {
        Body {
            if ("refused".equals(name)) {
                throw ArmRefusal.conflict("Choose another name.").asException();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\":5} | name | must be a string",
                "{\"name\":{}} | name | must be a string",
                "{\"settings\":{}} | settings | must be a list",
                "{\"settings\":[{},{\"enabled\":\"true\"}]} | settings[1].enabled | must be true or false",
                "{\"settings\":[{\"count\":\"5\"}]} | settings[0].count | must be a number",
                "{\"settings\":[{\"count\":1.5}]} | settings[0].count | must be a number",
                "{\"settings\":[{\"mode\":\"AutomaticByPlatfom\"}]} | settings[0].mode | must be one of 'Manual', 'AutomaticByOS'",
                "{\"tags\":{\"a\":{}}} | tags.a | must be a string"
            })
    void namesThePathAndWhatIsExpected(String body, String path, String expectation) {
        Refusal refusal = refusalOf(body);

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.code()).isEqualTo("InvalidRequestContent");
        assertThat(refusal.target()).contains(path);
        assertThat(refusal.message())
                .contains("'" + path + "'")
                .contains(expectation)
                .doesNotContain("java.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{", "{\"name\":}", "not json", "{\"name\":\"a\"} trailing", "[]", "5", "\"text\""})
    void saysWhereTheTextIsNoJson(String body) {
        Refusal refusal = refusalOf(body);

        assertThat(refusal.code()).isEqualTo("InvalidRequestContent");
        assertThat(refusal.message()).contains("line 1, position").doesNotContain("java.");
    }

    @Test
    void keepsARefusalThatABodyGivesItself() {
        assertThat(refusalOf("{\"name\":\"refused\"}").code()).isEqualTo("Conflict");
    }

    private static Refusal refusalOf(String body) {
        JacksonException fault = catchThrowableOfType(JacksonException.class, () -> JSON.readValue(body, Body.class));
        assertThat(fault).as(body).isNotNull();
        return JsonRefusals.of(fault);
    }
}
