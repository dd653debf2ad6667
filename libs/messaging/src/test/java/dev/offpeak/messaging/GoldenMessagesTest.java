package dev.offpeak.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.WindowPolicyChanged;
import dev.offpeak.rules.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message as it stands on the wire: {@code golden/<type>.json} is what others have stored and still send. */
class GoldenMessagesTest {
    private static final Instant TIME = Instant.parse("2026-11-10T22:15:31Z");

    static Stream<Message> samples() {
        return Samples.all().stream();
    }

    private static JsonNode golden(Message message) throws IOException {
        String name = "/golden/" + message.getClass().getSimpleName() + ".json";
        try (InputStream file = GoldenMessagesTest.class.getResourceAsStream(name)) {
            assertThat(file).as("src/test/resources%s", name).isNotNull();
            return Json.mapper().readTree(file);
        }
    }

    private static String written(Message message) {
        return CloudEvents.write(
                message,
                "0192a1b2-0000-7000-8000-000000000001",
                "/offpeak/test",
                TIME,
                Optional.of("corr-1"),
                Optional.empty());
    }

    private static Message read(JsonNode event) throws NotUnderstoodException {
        return CloudEvents.messageIn(CloudEvents.read(event.toString()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isWrittenAsTheGoldenFileSays(Message message) throws IOException {
        assertThat(Json.mapper().readTree(written(message))).isEqualTo(golden(message));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isReadFromTheGoldenFile(Message message) throws IOException, NotUnderstoodException {
        assertThat(read(golden(message))).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void ignoresUnknownFields(Message message) throws IOException, NotUnderstoodException {
        ObjectNode event = (ObjectNode) golden(message);
        event.put("extension", "of a later version");
        ((ObjectNode) event.get("data")).put("laterField", 1);

        assertThat(read(event)).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isNotUnderstoodWithoutItsSubject(Message message) throws IOException {
        ObjectNode event = (ObjectNode) golden(message);
        ((ObjectNode) event.get("data")).removeAll();

        assertThatThrownBy(() -> read(event))
                .isInstanceOf(NotUnderstoodException.class)
                .hasMessageContaining(message.getClass().getSimpleName());
    }

    @Test
    @Rule("U1")
    @DisplayName("U1: a message of the version before, without removed, has removed nothing")
    void windowPoliciesOfTheVersionBeforeAreUnderstood() throws IOException, NotUnderstoodException {
        WindowPolicyChanged sample = new WindowPolicyChanged("/", LocalTime.of(22, 0), LocalTime.of(6, 0), 1, false);
        ObjectNode event = (ObjectNode) Json.mapper().readTree(written(sample));
        ((ObjectNode) event.get("data")).remove("removed");

        assertThat(read(event)).isEqualTo(sample);
    }

    @Test
    void everyMessageHasASampleAndAName() {
        assertThat(MessageTypes.ALL).containsExactlyInAnyOrder(permitted());
        assertThat(Samples.all())
                .extracting(message -> (Object) message.getClass())
                .containsExactlyElementsOf(MessageTypes.ALL);
    }

    @SuppressWarnings("unchecked")
    private static Class<? extends Message>[] permitted() {
        return (Class<? extends Message>[]) Message.class.getPermittedSubclasses();
    }
}
