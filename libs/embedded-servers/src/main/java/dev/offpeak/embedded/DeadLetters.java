package dev.offpeak.embedded;

import dev.offpeak.contracts.message.Address;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.message.Message;

/**
 * What lies in {@link Address#DEAD_LETTERS}: both what an inbox put there with its reason, and what the broker moved there
 * after too many deliveries. Looking takes nothing away.
 */
public final class DeadLetters implements AutoCloseable {
    /** Application property: the subscriber's queue that an inbox took the message from. */
    public static final String ORIGINAL_QUEUE = "originalQueue";
    /** Application property: why an inbox put it here. */
    public static final String REASON = "reason";
    /** Application property: the CloudEvents type. */
    public static final String TYPE = "type";

    private static final String ORIGINAL_QUEUE_ANNOTATION = "x-opt-ORIG-QUEUE";
    /** The broker drops a message whose duplicate id it has seen, and it has seen that of every dead letter. */
    private static final String DUPLICATE_ID = "_AMQ_DUPL_ID";

    private final BrokerClient client;

    /** @param client closed together with this object */
    public DeadLetters(BrokerClient client) {
        this.client = client;
    }

    /** All of them, oldest first. */
    public List<DeadLetter> list() {
        return client.browse(Address.DEAD_LETTERS).stream()
                .map(DeadLetters::read)
                .collect(Collectors.toList());
    }

    /** The one with that id; empty when it is not there (any more). */
    public Optional<DeadLetter> show(String id) {
        return list().stream().filter(letter -> letter.id().equals(id)).findFirst();
    }

    /**
     * Sends the one with that id back to the queue it came from, and to no other subscriber.
     *
     * @return how many were sent back: 0 when it is not there, or nothing tells where it came from
     */
    public int replay(String id) {
        return replayIf(letter -> letter.id().equals(id));
    }

    /** Sends all of them back, each to the queue it came from; those of unknown origin stay. */
    public int replayAll() {
        return replayIf(letter -> true);
    }

    private int replayIf(Predicate<DeadLetter> wanted) {
        return client.takeIf(
                Address.DEAD_LETTERS,
                delivered -> {
                    DeadLetter letter = read(delivered);
                    return letter.originalQueue()
                                    .filter(AmqpBroker.queues()::contains)
                                    .isPresent()
                            && wanted.test(letter);
                },
                this::sendBack);
    }

    /** Sent before it is taken off the dead letters: a crash in between leaves it in both places, and the inbox absorbs that. */
    private void sendBack(Message message) {
        Map<String, Object> properties = new HashMap<>();
        if (message.getApplicationProperties() != null) {
            properties.putAll(message.getApplicationProperties().getValue());
        }
        String queue = originalQueue(properties, message).orElseThrow();
        properties.remove(DUPLICATE_ID);
        properties.remove(REASON);
        properties.remove(ORIGINAL_QUEUE);
        message.setApplicationProperties(new ApplicationProperties(properties));
        message.setMessageAnnotations(null);
        message.setDeliveryAnnotations(null);
        message.setDeliveryCount(0);
        client.send(BrokerClient.qualified(queue), message);
    }

    private static Optional<String> originalQueue(Map<String, Object> properties, Message message) {
        Object ours = properties.get(ORIGINAL_QUEUE);
        if (ours != null) {
            return Optional.of(ours.toString());
        }
        return Optional.ofNullable(message.getMessageAnnotations())
                .flatMap(annotations -> annotations.getValue().entrySet().stream()
                        .filter(entry -> entry.getKey().toString().equals(ORIGINAL_QUEUE_ANNOTATION))
                        .map(entry -> entry.getValue().toString())
                        .findFirst());
    }

    private static DeadLetter read(Delivered message) {
        Optional<String> queue =
                message.property(ORIGINAL_QUEUE).or(() -> message.annotation(ORIGINAL_QUEUE_ANNOTATION));
        return new DeadLetter(
                message.id().orElse("-") + "@" + queue.orElse("-"),
                queue,
                message.property(TYPE),
                message.subject(),
                message.property(REASON)
                        .orElse("Its subscriber failed at every delivery; the service's log has the cause."),
                message.sentAtMillis() == 0
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(message.sentAtMillis())),
                message.body());
    }

    @Override
    public void close() {
        client.close();
    }
}
