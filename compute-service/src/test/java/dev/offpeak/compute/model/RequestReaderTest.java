package dev.offpeak.compute.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.arm.Refusal;
import dev.offpeak.arm.RefusedException;
import dev.offpeak.compute.model.Property.Access;
import dev.offpeak.rules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final VmSchema SCHEMA = VmSchema.builtIn();
    private static final RequestReader READER = new RequestReader(SCHEMA);
    private static final String LATEST = "2026-04-01";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Location\":\"x\"}                          | {\"location\":\"x\"}",
                "{\"own\":1}                                   | {}",
                "{\"properties\":{\"vmId\":\"x\"}}             | {\"properties\":{}}",
                "{\"properties\":{\"own\":{\"a\":1}}}          | {\"properties\":{}}",
                "{\"properties\":{\"HARDWAREPROFILE\":{\"vmsize\":\"s\"}}} | {\"properties\":{\"hardwareProfile\":{\"vmSize\":\"s\"}}}",
                "{\"properties\":{\"osProfile\":null}}         | {\"properties\":{\"osProfile\":null}}",
                "{\"properties\":{\"osProfile\":{\"adminPassword\":\"p\",\"customData\":\"c\",\"adminUsername\":\"u\"}}} | {\"properties\":{\"osProfile\":{\"adminUsername\":\"u\"}}}",
                "{\"properties\":{\"userData\":\"u\"}}         | {\"properties\":{}}",
                "{\"properties\":{\"osProfile\":{\"windowsConfiguration\":{\"additionalUnattendContent\":[{\"passName\":\"oobesystem\",\"Content\":\"s\"}]}}}} | {\"properties\":{\"osProfile\":{\"windowsConfiguration\":{\"additionalUnattendContent\":[{\"passName\":\"OobeSystem\"}]}}}}",
                "{\"properties\":{\"storageProfile\":{\"osDisk\":{\"createOption\":\"fromImage\",\"caching\":\"readonly\"}}}} | {\"properties\":{\"storageProfile\":{\"osDisk\":{\"createOption\":\"FromImage\",\"caching\":\"ReadOnly\"}}}}",
                "{\"properties\":{\"priority\":\"Later\"}}     | {\"properties\":{\"priority\":\"Later\"}}",
                "{\"properties\":{\"storageProfile\":{\"dataDisks\":[{\"lun\":0,\"name\":null}]}}} | {\"properties\":{\"storageProfile\":{\"dataDisks\":[{\"lun\":0}]}}}",
                "{\"identity\":{\"type\":\"systemassigned, userassigned\",\"userAssignedIdentities\":{\"/Own\":{\"clientId\":\"c\"}}}} | {\"identity\":{\"type\":\"SystemAssigned, UserAssigned\",\"userAssignedIdentities\":{\"/Own\":{}}}}",
                "{\"tags\":{\"A\":\"b\",\"c\":null}}           | {\"tags\":{\"A\":\"b\",\"c\":null}}"
            })
    @Rule("V4")
    @DisplayName(
            "V4: names and words in the contract's spelling; unknown, platform's and secret ones dropped; null kept")
    void bodyIsUnderstood(String body, String understood) throws JsonProcessingException {
        assertThat(READER.read(object(body), LATEST)).isEqualTo(object(understood));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"location\":1} | location | must be a string",
                "{\"zones\":\"1\"} | zones | must be an array",
                "{\"zones\":[1]} | zones[0] | must be a string",
                "{\"zones\":[null]} | zones[0] | must be a string",
                "{\"properties\":[]} | properties | must be an object",
                "{\"properties\":{\"osProfile\":{\"secrets\":[{\"vaultCertificates\":{}}]}}} | properties.osProfile.secrets[0].vaultCertificates | must be an array",
                "{\"properties\":{\"osProfile\":{\"adminPassword\":5}}} | properties.osProfile.adminPassword | must be a string",
                "{\"properties\":{\"storageProfile\":{\"osDisk\":{\"diskSizeGB\":1.5}}}} | properties.storageProfile.osDisk.diskSizeGB | must be a whole number",
                "{\"properties\":{\"storageProfile\":{\"osDisk\":{\"diskSizeGB\":99999999999}}}} | properties.storageProfile.osDisk.diskSizeGB | must be a whole number",
                "{\"identity\":{\"userAssignedIdentities\":{\"x\":1}}} | identity.userAssignedIdentities.x | must be an object",
                "{\"identity\":{\"type\":\"SystemAsigned\"}} | identity.type | Did you mean 'SystemAssigned'?",
                "{\"properties\":{\"storageProfile\":{\"osDisk\":{\"osType\":\"Minix\"}}}} | properties.storageProfile.osDisk.osType | Windows, Linux",
                "{\"location\":\"a\",\"LOCATION\":\"b\"} | location | twice"
            })
    @Rule("V4")
    @DisplayName("V4: wrong types, closed words misspelt and what is said twice are refused with their path")
    void bodyIsRefused(String body, String target, String message) throws JsonProcessingException {
        Refusal refusal = refusal(object(body), LATEST);

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.code()).isEqualTo("InvalidParameter");
        assertThat(refusal.target()).contains(target);
        assertThat(refusal.message()).contains(message);
    }

    /** What clients may say. */
    static Stream<Property> everyProperty() {
        return SCHEMA.all().stream()
                .filter(property -> property.facts().access() != Access.READ_ONLY)
                .filter(property -> !property.facts().path().startsWith("resources"));
    }

    @ParameterizedTest
    @MethodSource("everyProperty")
    @Rule({"V4", "P6"})
    @DisplayName(
            "V4, P6: each property is kept from its version on, before it dropped or, of patching, refused with that version")
    void eachVersionKnowsItsOwn(Property property) {
        ObjectNode body = bodyWith(property);

        for (String version : SCHEMA.changes()) {
            boolean known = version.compareTo(property.facts().since()) >= 0;
            if (!known && property.facts().path().contains("patchSettings")) {
                Refusal refusal = refusal(body, version);
                assertThat(refusal.code()).isEqualTo("BadRequest");
                assertThat(refusal.message()).contains("Could not find member").containsPattern("api-version \\d");
                assertThat(refusal.target()).isPresent();
            } else {
                boolean kept = known && property.facts().access() != Access.SECRET;
                assertThat(holds(READER.read(body, version), property))
                        .as(version)
                        .isEqualTo(kept);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyProperty")
    @Rule("V4")
    @DisplayName("V4: each property with a value of another type is refused with its path")
    void eachPropertyHasItsType(Property property) {
        ObjectNode body = bodyWith(property);
        JsonNode wrong = property.facts().type() == JsonType.ARRAY
                ? JsonNodeFactory.instance.objectNode()
                : JsonNodeFactory.instance.arrayNode();
        replace(body, segments(property), wrong);

        Refusal refusal = refusal(body, LATEST);

        assertThat(refusal.code()).isEqualTo("InvalidParameter");
        assertThat(refusal.message()).contains("must be");
        assertThat(refusal.target())
                .contains(property.facts().path().replace("[]", "[0]").replace("*", "some"));
    }

    @Test
    @Rule("P6")
    @DisplayName("P6: a misspelt property of patching is refused with the one that was meant")
    void misspeltPatchPropertySaysWhatWasMeant() throws JsonProcessingException {
        Refusal refusal = refusal(
                object(
                        "{\"properties\":{\"osProfile\":{\"windowsConfiguration\":{\"patchSettings\":{\"patchMod\":\"Manual\"}}}}}"),
                LATEST);

        assertThat(refusal.message()).contains("type 'PatchSettings'").contains("Did you mean 'patchMode'?");
    }

    private static Refusal refusal(ObjectNode body, String version) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> READER.read(body, version));
        assertThat(refused).as("refusal of %s at %s", body, version).isNotNull();
        return refused.refusal();
    }

    /** A body that says this property, and nothing else. */
    static ObjectNode bodyWith(Property property) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        replace(body, segments(property), sample(property));
        return body;
    }

    private static JsonNode sample(Property property) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (property.facts().type()) {
            case OBJECT, MAP -> json.objectNode();
            case ARRAY -> json.arrayNode();
            case STRING ->
                json.textNode(
                        property.facts().words().isEmpty()
                                ? "text"
                                : property.facts().words().get(0));
            case BOOLEAN -> json.booleanNode(true);
            case INTEGER -> json.numberNode(1);
            case NUMBER -> json.numberNode(0.5);
        };
    }

    private static List<String> segments(Property property) {
        return new ArrayList<>(
                List.of(property.facts().path().replace("[]", ".[]").split("\\.")));
    }

    /** Puts a value where a path leads, with what is missing on the way. */
    private static void replace(JsonNode at, List<String> segments, JsonNode value) {
        String first = segments.get(0).equals("*") ? "some" : segments.get(0);
        List<String> rest = segments.subList(1, segments.size());
        if (at instanceof ObjectNode object) {
            if (rest.isEmpty()) {
                object.set(first, value);
                return;
            }
            if (!object.has(first)) {
                object.set(
                        first,
                        rest.get(0).equals("[]")
                                ? JsonNodeFactory.instance.arrayNode()
                                : JsonNodeFactory.instance.objectNode());
            }
            replace(object.get(first), rest, value);
        } else {
            ArrayNode array = (ArrayNode) at;
            array.removeAll();
            array.add(rest.isEmpty() ? value : JsonNodeFactory.instance.objectNode());
            if (!rest.isEmpty()) {
                replace(array.get(0), rest, value);
            }
        }
    }

    static boolean holds(JsonNode body, Property property) {
        JsonNode at = body;
        for (String segment : segments(property)) {
            at = segment.equals("[]") ? at.path(0) : at.path(segment.equals("*") ? "some" : segment);
        }
        return !at.isMissingNode();
    }

    private static ObjectNode object(String text) throws JsonProcessingException {
        return (ObjectNode) JSON.readTree(text);
    }
}
