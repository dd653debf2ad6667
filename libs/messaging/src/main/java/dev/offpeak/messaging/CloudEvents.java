package dev.offpeak.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.offpeak.contracts.message.Message;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Messages to text and back. */
public final class CloudEvents {
    /** Content type of a message on the wire. */
    public static final String CONTENT_TYPE = "application/cloudevents+json";

    private static final ObjectReader STRICT =
            Json.mapper().reader().with(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    private CloudEvents() {}

    /** The type on the wire, such as {@code dev.offpeak.VmChanged}. */
    public static String typeOf(Message message) {
        return MessageTypes.nameOf(message.getClass());
    }

    /**
     * @param id of the message; the same one for every sending of it
     * @param source who sends it, such as {@code /offpeak/compute}
     * @param time real time
     */
    public static String write(
            Message message,
            String id,
            String source,
            Instant time,
            Optional<String> correlationId,
            Optional<String> traceparent) {
        CloudEvent event = new CloudEvent(
                "1.0",
                id,
                source,
                typeOf(message),
                message.subject(),
                time,
                "application/json",
                traceparent,
                correlationId,
                Json.mapper().valueToTree(message));
        try {
            return Json.mapper().writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A message that can't be written: " + message, e);
        }
    }

    /** The envelope; the type of its data may still be unknown. */
    public static CloudEvent read(String body) throws NotUnderstoodException {
        try {
            CloudEvent event = Json.mapper().readValue(body, CloudEvent.class);
            if (event == null || event.id() == null || event.type() == null || event.data() == null) {
                throw new NotUnderstoodException("It is no CloudEvent: id, type and data are needed.");
            }
            return event;
        } catch (JsonProcessingException e) {
            throw new NotUnderstoodException("It is no CloudEvent in JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The message in it. */
    public static Message messageIn(CloudEvent event) throws NotUnderstoodException {
        Class<? extends Message> type = MessageTypes.find(event.type())
                .orElseThrow(() -> new NotUnderstoodException("Its type " + event.type() + " is not known here."));
        try {
            return STRICT.forType(type).readValue(event.data());
        } catch (IOException | IllegalArgumentException e) {
            throw new NotUnderstoodException("Its data is no " + type.getSimpleName() + ": " + firstLine(e), e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
