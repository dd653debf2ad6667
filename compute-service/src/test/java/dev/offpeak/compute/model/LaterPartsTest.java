package dev.offpeak.compute.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.rules.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaterPartsTest {
    private static final LaterParts LATER = new LaterParts(VmSchema.builtIn());
    private static final String STORED =
            """
            {"storageProfile": {"dataDisks": [
               {"lun": 0, "name": "a", "deleteOption": "Delete", "managedDisk": {"id": "x", "securityProfile": {"securityEncryptionType": "VMGuestStateOnly"}}},
               {"lun": 1, "name": "b", "deleteOption": "Detach"}]},
             "networkProfile": {"networkInterfaces": [{"id": "/Nic", "properties": {"primary": true, "deleteOption": "Delete"}}]}}""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "2020-06-01 | {\"storageProfile\":{\"dataDisks\":[{\"lun\":1,\"name\":\"b\"}]}} | {\"storageProfile\":{\"dataDisks\":[{\"lun\":1,\"name\":\"b\",\"deleteOption\":\"Detach\"}]}}",
                "2020-06-01 | {\"storageProfile\":{\"dataDisks\":[{\"lun\":0,\"managedDisk\":{\"id\":\"x\"}}]}} | {\"storageProfile\":{\"dataDisks\":[{\"lun\":0,\"managedDisk\":{\"id\":\"x\",\"securityProfile\":{\"securityEncryptionType\":\"VMGuestStateOnly\"}},\"deleteOption\":\"Delete\"}]}}",
                "2020-06-01 | {\"storageProfile\":{\"dataDisks\":[{\"lun\":7}]}} | {\"storageProfile\":{\"dataDisks\":[{\"lun\":7}]}}",
                "2020-06-01 | {\"storageProfile\":{\"dataDisks\":[]}} | {\"storageProfile\":{\"dataDisks\":[]}}",
                "2020-06-01 | {\"networkProfile\":{\"networkInterfaces\":[{\"id\":\"/nic\",\"properties\":{\"primary\":true}}]}} | {\"networkProfile\":{\"networkInterfaces\":[{\"id\":\"/nic\",\"properties\":{\"primary\":true,\"deleteOption\":\"Delete\"}}]}}",
                "2021-03-01 | {\"storageProfile\":{\"dataDisks\":[{\"lun\":1,\"name\":\"b\"}]}} | {\"storageProfile\":{\"dataDisks\":[{\"lun\":1,\"name\":\"b\"}]}}"
            })
    @Rule("P10")
    @DisplayName("P10: an element of an array keeps what its version can't see, and loses what it could")
    void elementsKeepWhatTheirVersionCanNotSee(String version, String said, String merged)
            throws JsonProcessingException {
        ObjectNode body = object(said);

        LATER.keep(object(STORED), body, version);

        assertThat(body).isEqualTo(object(merged));
    }

    private static ObjectNode object(String text) throws JsonProcessingException {
        return (ObjectNode) new ObjectMapper().readTree(text);
    }
}
