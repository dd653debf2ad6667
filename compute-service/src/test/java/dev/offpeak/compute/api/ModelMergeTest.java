package dev.offpeak.compute.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.rules.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelMergeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1}          | {}                 | {\"a\":1}",
                "{\"a\":1}          | {\"a\":null}       | {\"a\":1}",
                "{\"a\":1}          | {\"a\":2}          | {\"a\":2}",
                "{\"a\":{\"b\":1}}  | {\"a\":{\"c\":2}}  | {\"a\":{\"b\":1,\"c\":2}}",
                "{\"a\":[1,2]}      | {\"a\":[3]}        | {\"a\":[3]}",
                "{\"a\":1}          | {\"a\":{\"b\":null,\"c\":1}} | {\"a\":{\"c\":1}}",
                "{}                 | {\"a\":{\"b\":{\"c\":null}}} | {\"a\":{\"b\":{}}}"
            })
    @Rule({"P10", "V4"})
    @DisplayName("P10, V4: PUT keeps what is left out, and null is left out")
    void putMergesAsAzureDoes(String before, String body, String expected) throws JsonProcessingException {
        assertThat(ModelMerge.put(object(before), object(body))).isEqualTo(object(expected));
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: in a PATCH null removes")
    void patchRemovesNulls() throws JsonProcessingException {
        assertThat(ModelMerge.patch(object("{\"a\":{\"b\":1,\"c\":2}}"), object("{\"a\":{\"b\":null}}")))
                .isEqualTo(object("{\"a\":{\"c\":2}}"));
    }

    private static ObjectNode object(String text) throws JsonProcessingException {
        return (ObjectNode) JSON.readTree(text);
    }
}
