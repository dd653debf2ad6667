package dev.offpeak.compute.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.compute.domain.ModelRefusal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredModelTest {
    private static final StoredModel STORED = new StoredModel(VmSchema.builtIn());

    @Test
    void partsBesideThePropertiesAreStoredBesideThem() throws JsonProcessingException {
        assertThat(
                        STORED.of(
                                object(
                                        "{\"location\": \"x\", \"tags\": {}, \"plan\": {\"name\": \"p\"}, \"identity\": null, \"properties\": {\"priority\": \"Spot\"}}")))
                .isEqualTo(object("{\"priority\": \"Spot\", \"plan\": {\"name\": \"p\"}, \"identity\": null}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"storageProfile\":{\"imageReference\":{\"sku\":\"a\"}}} | {\"storageProfile\":{\"imageReference\":{\"sku\":\"A\"}}} |",
                "{\"storageProfile\":{\"imageReference\":{\"sku\":\"a\"}}} | {\"storageProfile\":{\"imageReference\":{\"sku\":\"b\"}}} | imageReference",
                "{\"storageProfile\":{\"imageReference\":{\"sku\":\"a\"}}} | {} | imageReference",
                "{} | {\"osProfile\":{\"computerName\":\"pc\"}} |",
                "{\"plan\":{\"name\":\"a\"}} | {\"plan\":{\"name\":\"b\"}} | plan",
                "{\"extendedLocation\":{\"name\":\"a\"}} | {\"extendedLocation\":{\"name\":\"b\"}} | extendedLocation",
                "{\"osProfile\":{\"linuxConfiguration\":{\"ssh\":{\"publicKeys\":[]}}}} | {\"osProfile\":{\"linuxConfiguration\":{\"ssh\":{\"publicKeys\":[{\"path\":\"p\"}]}}}} | linuxConfiguration.ssh.publicKeys",
                "{\"osProfile\":{\"linuxConfiguration\":{\"disablePasswordAuthentication\":true}}} | {\"osProfile\":{\"linuxConfiguration\":{\"disablePasswordAuthentication\":true}}} |"
            })
    void whatIsFixedAtCreationStays(String before, String after, String refusedAs) throws JsonProcessingException {
        assertThat(STORED.changeOfFixed(object(before), object(after)).map(ModelRefusal::target))
                .isEqualTo(Optional.ofNullable(refusedAs));
    }

    private static ObjectNode object(String text) throws JsonProcessingException {
        return (ObjectNode) new ObjectMapper().readTree(text);
    }
}
