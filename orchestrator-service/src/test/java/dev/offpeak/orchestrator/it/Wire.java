package dev.offpeak.orchestrator.it;

import dev.offpeak.contracts.FeatureState;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.embedded.BrokerClient;
import dev.offpeak.embedded.TestServers;
import dev.offpeak.messaging.CloudEvents;
import dev.offpeak.messaging.NotUnderstoodException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** The other services, as far as they are heard and hear on the broker. */
final class Wire implements AutoCloseable {
    private final BrokerClient client = TestServers.client();

    void send(Message message) {
        send(message, UUID.randomUUID().toString());
    }

    /** With the id given: the same one twice is the same message delivered twice. */
    void send(Message message, String id) {
        sendText(
                message.address().toString(),
                id,
                CloudEvents.write(message, id, "/offpeak/test", Instant.now(), Optional.empty(), Optional.empty()));
    }

    void sendText(String address, String id, String body) {
        client.send(address, id, body, Map.of());
    }

    void feature(String subscription, long propagation, boolean registered) {
        send(new ProviderRegistered(
                subscription,
                "Microsoft.Compute",
                propagation,
                Map.of("InGuestAutoPatchVMPreview", registered ? FeatureState.REGISTERED : FeatureState.UNREGISTERED),
                OrchestratorTestResource.now()));
    }

    Optional<Message> receive(String queue, Duration wait) {
        return client.receive(queue, wait).map(Wire::message);
    }

    /** The first message that is wanted; those before it are gone. */
    Optional<Message> receive(String queue, Predicate<Message> wanted, Duration wait) {
        return client.receive(queue, body -> wanted.test(message(body)), wait).map(Wire::message);
    }

    Optional<String> receiveText(String queue, Duration wait) {
        return client.receive(queue, wait);
    }

    private static Message message(String body) {
        try {
            return CloudEvents.messageIn(CloudEvents.read(body));
        } catch (NotUnderstoodException e) {
            throw new AssertionError("The service sent what nobody understands: " + body, e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
