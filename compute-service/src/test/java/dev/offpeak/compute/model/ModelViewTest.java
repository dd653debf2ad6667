package dev.offpeak.compute.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.compute.model.Property.Access;
import dev.offpeak.rules.Rule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelViewTest {
    private static final VmSchema SCHEMA = VmSchema.builtIn();
    private static final ModelView VIEW = new ModelView(SCHEMA);
    private static final StoredModel STORED = new StoredModel(SCHEMA);
    private static final String LATEST = "2026-04-01";

    /** What a model can hold: everything but place and tags, which are stored apart. */
    static Stream<Property> everyStored() {
        return SCHEMA.all().stream()
                .filter(property -> property.facts().access() != Access.READ_ONLY)
                .filter(property -> !property.facts().path().matches("(location|zones|tags|resources).*|properties"));
    }

    @ParameterizedTest
    @MethodSource("everyStored")
    @Rule("P6")
    @DisplayName("P6: each property is shown from its version on, whatever it was stored with; secrets never")
    void eachVersionShowsItsOwn(Property property) {
        ObjectNode model = STORED.of(RequestReaderTest.bodyWith(property));

        for (String version : SCHEMA.changes()) {
            boolean shown = property.facts().access() != Access.SECRET
                    && version.compareTo(property.facts().since()) >= 0;
            assertThat(RequestReaderTest.holds(show(model, version), property))
                    .as(version)
                    .isEqualTo(shown);
        }
    }

    @Test
    void whatNoContractKnowsIsNotShown() throws JsonProcessingException {
        ObjectNode model =
                object("{\"own\": 1, \"osProfile\": {\"own\": 1, \"adminUsername\": \"u\", \"adminPassword\": \"p\"}}");

        assertThat(show(model, LATEST))
                .isEqualTo(object("{\"properties\": {\"osProfile\": {\"adminUsername\": \"u\"}}}"));
    }

    @Test
    void whatIsShownWholeIsShared() throws JsonProcessingException {
        ObjectNode model = object(
                """
                {"hardwareProfile": {"vmSize": "s"}, "storageProfile": {"dataDisks": [{"lun": 0}, {"lun": 1}]},
                 "identity": {"type": "SystemAssigned"}}""");

        ObjectNode body = show(model, LATEST);

        assertThat(body.at("/properties/storageProfile")).isSameAs(model.get("storageProfile"));
        assertThat(body.get("identity")).isSameAs(model.get("identity"));
    }

    @Test
    void whatIsHiddenLeavesTheModelAsItWas() throws JsonProcessingException {
        ObjectNode model = object(
                """
                {"storageProfile": {"dataDisks": [{"lun": 0}, {"lun": 1, "deleteOption": "Delete", "name": "d"}], "osDisk": {"name": "o"}}}""");
        JsonNode before = model.deepCopy();

        assertThat(show(model, VmSchema.FIRST))
                .isEqualTo(
                        object(
                                """
                                {"properties": {"storageProfile": {"dataDisks": [{"lun": 0}, {"lun": 1, "name": "d"}], "osDisk": {"name": "o"}}}}"""));
        assertThat(model).isEqualTo(before);
    }

    private static ObjectNode show(ObjectNode model, String version) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        VIEW.show(model, version, body);
        return body;
    }

    private static ObjectNode object(String text) throws JsonProcessingException {
        return (ObjectNode) new ObjectMapper().readTree(text);
    }
}
