package dev.offpeak.compute.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.offpeak.contracts.agent.AssessmentReport;
import dev.offpeak.contracts.agent.Enrollment;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.GuestList;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.HeartbeatReceipt;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.agent.PowerReport;
import dev.offpeak.contracts.agent.ReportReceipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/agent-protocol.openapi.yaml says what the listener does: every call of it and no other, and the records as they are written. */
class AgentProtocolDocumentTest {
    private static final List<Class<?>> BODIES = List.of(
            AssessmentReport.class,
            Enrollment.class,
            EnrollmentRequest.class,
            ExtensionReport.class,
            GoalState.class,
            GuestList.class,
            Heartbeat.class,
            HeartbeatReceipt.class,
            InstallationReport.class,
            PowerReport.class,
            ReportReceipt.class);

    private final JsonNode document = read();

    @Test
    void everyCallIsInTheDocumentAndNoOther() {
        List<String> documented = document.get("paths").properties().stream()
                .flatMap(path ->
                        path.getValue().properties().stream().map(method -> method.getKey() + " " + path.getKey()))
                .toList();

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(Stream.of(AgentCall.values())
                        .map(call -> call.method().name().toLowerCase(Locale.ROOT) + " " + call.path())
                        .toList());
    }

    @Test
    void everySchemaIsWhatItsRecordSays() {
        Map<String, JsonNode> documented = new TreeMap<>();
        document.at("/components/schemas")
                .properties()
                .forEach(schema -> documented.put(schema.getKey(), withoutDescriptions(schema.getValue())));
        documented.remove("Error");

        assertThat(documented).isEqualTo(RecordSchemas.of(BODIES));
    }

    @Test
    void everyBodyNamesItsSchemaAndEveryCallItsAnswers() {
        Set<String> bodies =
                Set.copyOf(BODIES.stream().map(Class::getSimpleName).toList());
        for (JsonNode path : document.get("paths")) {
            for (JsonNode call : path) {
                assertThat(call.at("/operationId").asText()).isNotEmpty();
                assertThat(call.at("/responses").size()).isPositive();
                call.findValues("$ref").stream()
                        .map(JsonNode::asText)
                        .filter(reference -> reference.startsWith("#/components/schemas/"))
                        .forEach(reference ->
                                assertThat(bodies).contains(reference.substring(reference.lastIndexOf('/') + 1)));
            }
        }
        document.findValues("$ref").forEach(reference -> assertThat(
                        document.at(reference.asText().substring(1)).isMissingNode())
                .as(reference.asText())
                .isFalse());
    }

    private static JsonNode withoutDescriptions(JsonNode schema) {
        ObjectNode bare = schema.deepCopy();
        bare.remove("description");
        bare.path("properties").forEach(property -> ((ObjectNode) property).remove("description"));
        return bare;
    }

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(Files.readString(Path.of("../docs/agent-protocol.openapi.yaml")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
