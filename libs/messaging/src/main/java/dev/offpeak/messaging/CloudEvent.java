package dev.offpeak.messaging;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * The envelope of every message: CloudEvents 1.0, structured JSON.
 *
 * @param specversion always {@code 1.0}
 * @param id unique; the same message sent twice keeps it
 * @param source who sent it, such as {@code /offpeak/compute}
 * @param type such as {@code dev.offpeak.VmChanged}
 * @param subject what it is about: a VM, a subscription, a rollout or a scope
 * @param time real time it was written; the platform's times are in the data
 * @param datacontenttype always {@code application/json}
 * @param traceparent W3C trace context of what caused it
 * @param correlationid ARM correlation id of what caused it
 * @param data the message
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">CloudEvents JSON format</a>
 */
public record CloudEvent(
        String specversion,
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        String datacontenttype,
        Optional<String> traceparent,
        Optional<String> correlationid,
        JsonNode data) {}
