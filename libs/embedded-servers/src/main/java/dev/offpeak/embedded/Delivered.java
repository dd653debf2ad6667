package dev.offpeak.embedded;

import java.util.Map;
import java.util.Optional;

/**
 * A message as the broker holds it.
 *
 * @param id AMQP message id; empty when the sender gave none
 * @param subject AMQP subject; empty when the sender gave none
 * @param body text
 * @param sentAtMillis milliseconds since 1970 when it was sent; 0 when the sender did not say
 * @param properties application properties, never null
 * @param annotations message annotations by name, never null; Artemis says there where a dead letter came from
 */
record Delivered(
        Optional<String> id,
        Optional<String> subject,
        String body,
        long sentAtMillis,
        Map<String, Object> properties,
        Map<String, Object> annotations) {

    Optional<String> property(String name) {
        return Optional.ofNullable(properties.get(name)).map(Object::toString);
    }

    Optional<String> annotation(String name) {
        return Optional.ofNullable(annotations.get(name)).map(Object::toString);
    }
}
