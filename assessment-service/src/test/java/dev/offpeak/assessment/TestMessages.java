package dev.offpeak.assessment;

import dev.offpeak.contracts.message.Message;
import dev.offpeak.embedded.BrokerClient;
import dev.offpeak.messaging.CloudEvents;
import dev.offpeak.messaging.NotUnderstoodException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** What a test sends to the broker, and what it finds in the queues of others: a mailbox per queue, read in any order. */
final class TestMessages {
    private static final Map<String, List<Message>> MAILBOXES = new HashMap<>();

    private TestMessages() {}

    static void send(BrokerClient broker, Message message) {
        String id = UUID.randomUUID().toString();
        broker.send(
                message.address().toString(),
                id,
                CloudEvents.write(message, id, "/test", Instant.now(), Optional.empty(), Optional.empty()),
                Map.of());
    }

    /** The oldest message of that kind that is wanted, taken out of its mailbox; empty when none has come yet. */
    static <M extends Message> Optional<M> take(BrokerClient broker, String queue, Class<M> type, Predicate<M> wanted) {
        List<Message> mailbox = MAILBOXES.computeIfAbsent(queue, name -> new ArrayList<>());
        broker.receive(queue, Duration.ofMillis(200)).map(TestMessages::read).ifPresent(mailbox::add);
        for (Iterator<Message> each = mailbox.iterator(); each.hasNext(); ) {
            Message message = each.next();
            if (type.isInstance(message) && wanted.test(type.cast(message))) {
                each.remove();
                return Optional.of(type.cast(message));
            }
        }
        return Optional.empty();
    }

    private static Message read(String body) {
        try {
            return CloudEvents.messageIn(CloudEvents.read(body));
        } catch (NotUnderstoodException e) {
            throw new AssertionError("The service sent what can't be understood: " + body, e);
        }
    }
}
