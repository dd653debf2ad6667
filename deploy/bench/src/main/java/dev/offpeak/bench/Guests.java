package dev.offpeak.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.offpeak.contracts.message.Address;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonLinkOptions;
import io.vertx.proton.ProtonReceiver;
import io.vertx.proton.ProtonSender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.message.Message;

/**
 * The guests and compute-service, as far as the orchestrator hears of them: takes orders from the broker, and answers each with the
 * guest's report and the health verdict, as real, durable messages. Everything but waiting happens on one event loop.
 */
final class Guests implements AutoCloseable {
    /** Orders that the broker hands out ahead. */
    private static final int CREDIT = 1000;
    /** Reports that wait for the broker's word at the same time. */
    private static final int SIDE_BY_SIDE = 256;

    private static final long LONGEST_WAIT_SECONDS = 900;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Testbed testbed;
    private final ProtonConnection connection;
    private final ProtonSender results;
    private final ProtonSender events;
    private final List<Order> orders = new ArrayList<>();
    private Predicate<Order> answeredAtOnce = order -> false;
    private final Deque<Runnable> unsent = new ArrayDeque<>();
    private int underWay;
    private long sent;
    private volatile int arrived;
    private volatile long lastArrivedNanos;

    private Guests(Testbed testbed, ProtonConnection connection, ProtonSender results, ProtonSender events) {
        this.testbed = testbed;
        this.connection = connection;
        this.results = results;
        this.events = events;
    }

    /**
     * An order that arrived.
     *
     * @param atNanos when, by the clock of this process
     */
    record Order(String vmId, String activityId, String rolloutId, long atNanos) {}

    static Guests connect(Testbed testbed) {
        ProtonConnection connection = await(testbed.broker(), "connecting to the broker");
        Guests guests = new Guests(
                testbed,
                connection,
                await(sender(testbed, connection, Address.AGENT_RESULTS), "opening a sender"),
                await(sender(testbed, connection, Address.COMPUTE_EVENTS), "opening a sender"));
        testbed.vertx().runOnContext(x -> guests.listen());
        return guests;
    }

    private static Future<ProtonSender> sender(Testbed testbed, ProtonConnection connection, Address address) {
        Promise<ProtonSender> opened = Promise.promise();
        testbed.vertx().runOnContext(x -> connection
                .createSender(address.toString())
                .openHandler(opened)
                .open());
        return opened.future();
    }

    private void listen() {
        String queue = Address.AGENT_WORK + "::" + Address.AGENT_WORK.queueOf(Address.Service.COMPUTE);
        ProtonReceiver receiver = connection.createReceiver(queue, new ProtonLinkOptions());
        receiver.setPrefetch(CREDIT);
        receiver.handler((delivery, message) -> take(text(message.getBody())));
        receiver.open();
    }

    private void take(String body) {
        long now = System.nanoTime();
        JsonNode event = read(body);
        if (!event.path("type").asText().equals("dev.offpeak.InstallPatches")) {
            return;
        }
        JsonNode data = event.path("data");
        Order order = new Order(
                data.path("vmId").asText(),
                data.path("activityId").asText(),
                data.path("rolloutId").asText(),
                now);
        lastArrivedNanos = now;
        if (answeredAtOnce.test(order)) {
            answer(order);
        } else {
            orders.add(order);
        }
        arrived++;
    }

    /** Which orders are answered as soon as they arrive; the others wait for {@link #answer(Collection)}. */
    void answerAtOnce(Predicate<Order> which) {
        onLoop(() -> answeredAtOnce = which);
    }

    /** How many orders have arrived in all. */
    int arrived() {
        return arrived;
    }

    /** When the last order arrived, by {@link System#nanoTime()}. */
    long lastArrivedNanos() {
        return lastArrivedNanos;
    }

    /** Waits until that many orders have arrived in all. */
    void awaitArrived(int count) {
        long begun = System.nanoTime();
        while (arrived < count) {
            if (System.nanoTime() - begun
                    > Duration.ofSeconds(LONGEST_WAIT_SECONDS).toNanos()) {
                throw new BenchFailure("Only " + arrived + " of " + count + " orders came: see the logs in "
                        + testbed.folder().resolve("logs"));
            }
            Testbed.pause(BETWEEN_LOOKS);
        }
    }

    /** The orders that wait for an answer, in the order of their coming; they are taken away. */
    List<Order> takeOpen() {
        List<Order> taken = new ArrayList<>();
        onLoop(() -> {
            taken.addAll(orders);
            orders.clear();
        });
        return taken;
    }

    /** Answers these and waits until the broker has every answer. */
    void answer(Collection<Order> some) {
        long[] wanted = new long[1];
        onLoop(() -> {
            wanted[0] = sent + underWay + unsent.size() + 2L * some.size();
            some.forEach(this::answer);
        });
        long begun = System.nanoTime();
        long[] done = new long[1];
        while (done[0] < wanted[0]) {
            if (System.nanoTime() - begun
                    > Duration.ofSeconds(LONGEST_WAIT_SECONDS).toNanos()) {
                throw new BenchFailure("The broker took only " + done[0] + " of " + wanted[0] + " reports");
            }
            Testbed.pause(BETWEEN_LOOKS);
            onLoop(() -> done[0] = sent);
        }
    }

    private void answer(Order order) {
        Instant now = testbed.now();
        unsent.add(() -> send(results, "InstallationEnded", order, ended(order, now)));
        unsent.add(() -> send(events, "VmHealthObserved", order, observed(order, now)));
        sendMore();
    }

    private void sendMore() {
        while (underWay < SIDE_BY_SIDE && !unsent.isEmpty()) {
            underWay++;
            unsent.poll().run();
        }
    }

    private void send(ProtonSender sender, String type, Order order, ObjectNode data) {
        String id = UUID.randomUUID().toString();
        Message message = Proton.message();
        message.setMessageId(id);
        message.setDurable(true);
        message.setContentType("application/cloudevents+json");
        ObjectNode event = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", "/offpeak/bench")
                .put("type", "dev.offpeak." + type)
                .put("subject", order.vmId())
                .put("time", Instant.now().toString())
                .put("datacontenttype", "application/json")
                .set("data", data);
        message.setBody(new AmqpValue(event.toString()));
        sender.send(message, delivery -> {
            underWay--;
            sent++;
            sendMore();
        });
    }

    private static ObjectNode ended(Order order, Instant now) {
        ObjectNode data = JSON.createObjectNode()
                .put("vmId", order.vmId())
                .put("activityId", order.activityId())
                .put("sequence", 2)
                .put("status", "Succeeded")
                .put("startedAt", now.toString())
                .put("endedAt", now.toString())
                .put("rebootStatus", "NotNeeded")
                .put("maintenanceWindowExceeded", false)
                .put("bootId", order.vmId());
        data.putArray("results");
        return data;
    }

    private static ObjectNode observed(Order order, Instant now) {
        return JSON.createObjectNode()
                .put("vmId", order.vmId())
                .put("activityId", order.activityId())
                .put("verdict", "Healthy")
                .put("observedAt", now.plusSeconds(1).toString())
                .put("bootId", order.vmId())
                .put("why", "as the bench says");
    }

    private void onLoop(Runnable work) {
        Promise<Void> done = Promise.promise();
        testbed.vertx().runOnContext(x -> {
            work.run();
            done.complete();
        });
        await(done.future(), "the guests");
    }

    private static <T> T await(Future<T> future, String what) {
        HttpConnections.await(future, LONGEST_WAIT_SECONDS, what);
        return future.result();
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new BenchFailure("An order that is no JSON: " + body, e);
        }
    }

    private static String text(Section body) {
        if (body instanceof AmqpValue value) {
            return value.getValue().toString();
        }
        return new String(((Data) body).getValue().getArray(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        testbed.vertx().runOnContext(x -> connection.close());
    }
}
