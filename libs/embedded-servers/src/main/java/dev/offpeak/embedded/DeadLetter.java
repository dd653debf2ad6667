package dev.offpeak.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A message that a subscriber could not take.
 *
 * @param id what {@code show} and {@code replay} ask for: message id and queue, as {@code id@queue}
 * @param originalQueue the subscriber's queue it came from; empty when nothing tells
 * @param type CloudEvents type; empty when the message was none
 * @param subject what it is about; empty when the message does not say
 * @param reason why it is here, a sentence
 * @param sentAt real time it was first sent; empty when the sender did not say
 * @param body its text, as it was sent
 */
public record DeadLetter(
        String id,
        Optional<String> originalQueue,
        Optional<String> type,
        Optional<String> subject,
        String reason,
        Optional<Instant> sentAt,
        String body) {

    /** How long ago it was first sent; empty when the sender did not say. */
    public Optional<Duration> age(Instant now) {
        return sentAt.map(at -> Duration.between(at, now));
    }
}
