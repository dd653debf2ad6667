package dev.offpeak.embedded;

import dev.offpeak.contracts.message.Address;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.proton.ProtonClient;
import io.vertx.proton.ProtonClientOptions;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonDelivery;
import io.vertx.proton.ProtonLinkOptions;
import io.vertx.proton.ProtonReceiver;
import io.vertx.proton.ProtonSender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.message.Message;

/**
 * A plain AMQP 1.0 client for a person's commands and for tests: every call waits for the broker's answer, at most ten
 * seconds. Not for services: they send through their outbox. Not for use by several threads at once.
 */
public final class BrokerClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final int PAGE = 100;
    private static final Symbol COPY = Symbol.valueOf("copy");
    private static final Symbol TOPIC = Symbol.valueOf("topic");

    private final Vertx vertx;
    private final ProtonConnection connection;

    private BrokerClient(Vertx vertx, ProtonConnection connection) {
        this.vertx = vertx;
        this.connection = connection;
    }

    /** @throws BrokerException when nobody answers there, or not to this user */
    public static BrokerClient connect(String host, int port, String user, String password) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        try {
            Promise<ProtonConnection> connected = Promise.promise();
            ProtonClientOptions options = new ProtonClientOptions().addEnabledSaslMechanism("PLAIN");
            options.setConnectTimeout((int) PATIENCE.toMillis());
            ProtonClient.create(vertx).connect(options, host, port, user, password, connected);
            ProtonConnection connection = await(connected.future(), "connect to " + host + ":" + port);
            Promise<ProtonConnection> opened = Promise.promise();
            vertx.runOnContext(x -> connection.openHandler(opened).open());
            await(opened.future(), "open a connection");
            return new BrokerClient(vertx, connection);
        } catch (RuntimeException e) {
            vertx.close();
            throw e;
        }
    }

    /**
     * Sends one durable text message and waits until the broker has it.
     *
     * @param address an address, or {@code address::queue} for that queue alone
     * @param properties application properties: strings, numbers, booleans
     */
    public void send(String address, String id, String body, Map<String, Object> properties) {
        Message message = Proton.message();
        message.setMessageId(id);
        message.setContentType("application/cloudevents+json");
        message.setBody(new AmqpValue(body));
        message.setApplicationProperties(new ApplicationProperties(new HashMap<>(properties)));
        send(address, message);
    }

    void send(String address, Message message) {
        message.setDurable(true);
        message.setAddress(address);
        ProtonSender sender = await(openSender(address), "send to " + address);
        try {
            Promise<ProtonDelivery> settled = Promise.promise();
            vertx.runOnContext(x -> sender.send(message, settled::complete));
            ProtonDelivery delivery = await(settled.future(), "send to " + address);
            if (!(delivery.getRemoteState() instanceof Accepted)) {
                throw new BrokerException(
                        "The broker did not take a message for " + address + ": " + delivery.getRemoteState());
            }
        } finally {
            vertx.runOnContext(x -> sender.close());
        }
    }

    private Future<ProtonSender> openSender(String address) {
        Promise<ProtonSender> opened = Promise.promise();
        vertx.runOnContext(x -> {
            ProtonSender sender = connection.createSender(address);
            sender.openHandler(opened);
            sender.closeHandler(closed -> opened.tryFail(reason(closed.cause())));
            sender.open();
        });
        return opened.future();
    }

    /**
     * Takes the next message from a queue of {@link Address}; whoever else listens there does not get it.
     *
     * @return its text; empty when none came within that time
     */
    public Optional<String> receive(String queue, Duration wait) {
        return receive(queue, body -> true, wait);
    }

    /**
     * Takes messages from a queue of {@link Address}, oldest first, until one is wanted; those before it are gone. As fast as the
     * broker hands them out, so that a long queue is no reason not to find it.
     *
     * @return the wanted one's text; empty when it did not come within that time
     */
    public Optional<String> receive(String queue, Predicate<String> wanted, Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        BlockingQueue<Held> arrived = new LinkedBlockingQueue<>();
        ProtonReceiver receiver = await(openReceiver(queue, false, arrived::add), "read " + queue);
        try {
            while (true) {
                vertx.runOnContext(x -> receiver.flow(1));
                Held next = arrived.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (next == null) {
                    return Optional.empty();
                }
                next.settle(vertx, true);
                if (wanted.test(next.content().body())) {
                    return Optional.of(next.content().body());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted while reading " + queue, e);
        } finally {
            close(receiver, queue);
        }
    }

    /** Looks at what waits in a queue; nothing is taken. */
    List<Delivered> browse(String queue) {
        List<Delivered> seen = new ArrayList<>();
        drainAll(queue, true, delivery -> seen.add(delivery.content()));
        return seen;
    }

    /** Goes once over what waits in a queue, oldest first: what the predicate says yes to is taken, the rest stays. */
    int takeIf(String queue, Predicate<Delivered> wanted, Consumer<Message> take) {
        List<Held> held = new ArrayList<>();
        int[] taken = {0};
        ProtonReceiver receiver = drainAll(queue, false, held::add);
        try {
            for (Held one : held) {
                if (wanted.test(one.content())) {
                    take.accept(one.message());
                    taken[0]++;
                    one.settle(vertx, true);
                } else {
                    one.settle(vertx, false);
                }
            }
        } finally {
            close(receiver, queue);
        }
        return taken[0];
    }

    private ProtonReceiver drainAll(String queue, boolean browse, Consumer<Held> each) {
        List<Held> page = new ArrayList<>();
        ProtonReceiver receiver = await(openReceiver(queue, browse, page::add), "read " + queue);
        int seen;
        do {
            seen = page.size();
            Promise<Void> drained = Promise.promise();
            vertx.runOnContext(x -> {
                receiver.flow(PAGE);
                receiver.drain(DRAIN.toMillis(), drained);
            });
            await(drained.future(), "read " + queue);
        } while (page.size() - seen >= PAGE);
        page.forEach(each);
        if (browse) {
            close(receiver, queue);
        }
        return receiver;
    }

    /** Waits for the broker to agree: only then has it taken back what was not taken. */
    private void close(ProtonReceiver receiver, String queue) {
        Promise<Void> closed = Promise.promise();
        vertx.runOnContext(x -> {
            receiver.closeHandler(y -> closed.tryComplete());
            receiver.close();
        });
        await(closed.future(), "stop reading " + queue);
    }

    private Future<ProtonReceiver> openReceiver(String queue, boolean browse, Consumer<Held> onMessage) {
        Promise<ProtonReceiver> opened = Promise.promise();
        vertx.runOnContext(x -> {
            ProtonReceiver receiver = connection.createReceiver(qualified(queue), new ProtonLinkOptions());
            Source source = (Source) receiver.getSource();
            if (browse) {
                source.setDistributionMode(COPY);
            }
            if (isMulticast(queue)) {
                source.setCapabilities(TOPIC);
            }
            receiver.setAutoAccept(false).setPrefetch(0);
            receiver.handler((delivery, message) -> onMessage.accept(new Held(delivery, message, contentOf(message))));
            receiver.openHandler(opened);
            receiver.closeHandler(closed -> opened.tryFail(reason(closed.cause())));
            receiver.open();
        });
        return opened.future();
    }

    /** {@code address::queue}, by which Artemis hands out that very queue. */
    static String qualified(String queue) {
        for (Address address : Address.values()) {
            for (Address.Service subscriber : address.subscribers()) {
                if (address.queueOf(subscriber).equals(queue)) {
                    return address + "::" + queue;
                }
            }
        }
        return queue + "::" + queue;
    }

    private static boolean isMulticast(String queue) {
        return List.of(Address.values()).stream()
                .filter(address -> address.kind() == Address.Kind.MULTICAST)
                .anyMatch(address -> address.subscribers().stream()
                        .anyMatch(s -> address.queueOf(s).equals(queue)));
    }

    private static Delivered contentOf(Message message) {
        Map<String, Object> annotations = new HashMap<>();
        if (message.getMessageAnnotations() != null) {
            message.getMessageAnnotations()
                    .getValue()
                    .forEach((name, value) -> annotations.put(name.toString(), value));
        }
        return new Delivered(
                Optional.ofNullable(message.getMessageId()).map(Object::toString),
                Optional.ofNullable(message.getSubject()),
                text(message.getBody()),
                message.getCreationTime(),
                message.getApplicationProperties() == null
                        ? Map.of()
                        : message.getApplicationProperties().getValue(),
                annotations);
    }

    private static String text(Section body) {
        if (body instanceof AmqpValue && ((AmqpValue) body).getValue() != null) {
            return ((AmqpValue) body).getValue().toString();
        }
        if (body instanceof Data) {
            return new String(((Data) body).getValue().getArray(), StandardCharsets.UTF_8);
        }
        return "";
    }

    private static Throwable reason(Throwable cause) {
        return cause == null ? new BrokerException("the broker closed the link") : cause;
    }

    private static <T> T await(Future<T> future, String what) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted: could not " + what, e);
        } catch (ExecutionException e) {
            throw new BrokerException("Could not " + what + ": " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new BrokerException("Could not " + what + " within " + PATIENCE.toSeconds() + " s", e);
        }
    }

    @Override
    public void close() {
        vertx.runOnContext(x -> connection.close());
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new BrokerException("The client did not end: " + e.getMessage(), e);
        }
    }

    /** A delivery that is not settled yet. */
    private record Held(ProtonDelivery delivery, Message message, Delivered content) {
        void settle(Vertx vertx, boolean taken) {
            Promise<Void> done = Promise.promise();
            vertx.runOnContext(x -> {
                delivery.disposition(taken ? Accepted.getInstance() : Released.getInstance(), true);
                done.complete();
            });
            await(done.future(), "settle a message");
        }
    }
}
