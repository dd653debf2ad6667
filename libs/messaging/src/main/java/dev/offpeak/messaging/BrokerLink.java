package dev.offpeak.messaging;

import io.smallrye.mutiny.Uni;
import io.vertx.amqp.AmqpClientOptions;
import io.vertx.mutiny.amqp.AmqpClient;
import io.vertx.mutiny.amqp.AmqpConnection;
import io.vertx.mutiny.amqp.AmqpMessage;
import io.vertx.mutiny.amqp.AmqpSender;
import io.vertx.mutiny.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The relay's one connection to the broker, with one sender per address. Once anything fails it is thrown away whole:
 * senders of a broken connection stay silent instead of failing.
 */
final class BrokerLink {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final BrokerSettings settings;
    private AmqpClient client;
    private AmqpConnection connection;
    private final Map<String, AmqpSender> senders = new ConcurrentHashMap<>();

    BrokerLink(Vertx vertx, BrokerSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    /** Connects unless it is connected; fails after five seconds. */
    Uni<Void> open() {
        if (connection != null && !connection.isDisconnected()) {
            return Uni.createFrom().voidItem();
        }
        close();
        AmqpClientOptions options = new AmqpClientOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setUsername(settings.user())
                .setPassword(settings.password());
        options.setConnectTimeout((int) PATIENCE.toMillis());
        client = AmqpClient.create(vertx, options);
        return client.connect()
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .invoke(opened -> connection = opened)
                .replaceWithVoid();
    }

    /** Completes when the broker has the message; fails after five seconds without its answer. */
    Uni<Void> send(String address, AmqpMessage message) {
        return sender(address)
                .chain(sender -> sender.sendWithAck(message))
                .ifNoItem()
                .after(PATIENCE)
                .fail();
    }

    private Uni<AmqpSender> sender(String address) {
        AmqpSender open = senders.get(address);
        if (open != null) {
            return Uni.createFrom().item(open);
        }
        return connection.createSender(address).map(created -> {
            AmqpSender earlier = senders.putIfAbsent(address, created);
            return earlier == null ? created : earlier;
        });
    }

    /** Forgets the connection; the next open makes a new one. */
    void close() {
        senders.clear();
        connection = null;
        if (client != null) {
            client.closeAndForget();
            client = null;
        }
    }
}
