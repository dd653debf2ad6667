package dev.offpeak.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.offpeak.contracts.message.Address;
import dev.offpeak.contracts.message.Address.Service;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonLinkOptions;
import io.vertx.proton.ProtonReceiver;
import io.vertx.proton.ProtonSender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.message.Message;

/**
 * The guests and compute-service, as far as assessment-service hears of them: takes scans from the broker, and reports what was found
 * as real, durable messages to that service's own queue. Everything but waiting happens on one event loop.
 */
final class ScannedGuests implements AutoCloseable {
    private static final int CREDIT = 1000;
    private static final int SIDE_BY_SIDE = 256;
    private static final long LONGEST_WAIT_SECONDS = 900;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Testbed testbed;
    private final ProtonConnection connection;
    private final ProtonSender results;
    private final List<Scan> scans = new ArrayList<>();
    private volatile int arrived;
    private Iterator<Scan> unsent = List.<Scan>of().iterator();
    private Function<Scan, String> report;
    private int underWay;

    private ScannedGuests(Testbed testbed, ProtonConnection connection, ProtonSender results) {
        this.testbed = testbed;
        this.connection = connection;
        this.results = results;
    }

    /** A scan that was ordered. */
    record Scan(String vmId, String activityId) {}

    static ScannedGuests connect(Testbed testbed) {
        ProtonConnection connection = await(testbed.broker(), "connecting to the broker");
        Promise<ProtonSender> opened = Promise.promise();
        String queue = Address.AGENT_RESULTS + "::" + Address.AGENT_RESULTS.queueOf(Service.ASSESSMENT);
        testbed.vertx()
                .runOnContext(
                        x -> connection.createSender(queue).openHandler(opened).open());
        ScannedGuests guests = new ScannedGuests(testbed, connection, await(opened.future(), "opening a sender"));
        testbed.vertx().runOnContext(x -> guests.listen());
        return guests;
    }

    private void listen() {
        receive(Address.AGENT_WORK, Service.COMPUTE, this::take);
        // What the service tells others is taken off their queues, as they would.
        for (Service subscriber : Address.ASSESSMENT_EVENTS.subscribers()) {
            receive(Address.ASSESSMENT_EVENTS, subscriber, message -> {});
        }
    }

    private void receive(Address address, Service subscriber, Consumer<Message> handler) {
        ProtonReceiver receiver =
                connection.createReceiver(address + "::" + address.queueOf(subscriber), new ProtonLinkOptions());
        receiver.setPrefetch(CREDIT);
        receiver.handler((delivery, message) -> handler.accept(message));
        receiver.open();
    }

    private void take(Message message) {
        JsonNode event = read(text(message.getBody()));
        if (event.path("type").asText().equals("dev.offpeak.AssessVm")) {
            JsonNode data = event.path("data");
            scans.add(
                    new Scan(data.path("vmId").asText(), data.path("activityId").asText()));
            arrived++;
        }
    }

    /** Waits for that many scans, and takes them all. */
    List<Scan> await(int count) {
        long begun = System.nanoTime();
        while (arrived < count) {
            if (System.nanoTime() - begun
                    > Duration.ofSeconds(LONGEST_WAIT_SECONDS).toNanos()) {
                throw new BenchFailure("Only " + arrived + " of " + count + " scans were ordered: see the logs in "
                        + testbed.folder().resolve("logs"));
            }
            Testbed.pause(BETWEEN_LOOKS);
        }
        Promise<List<Scan>> taken = Promise.promise();
        testbed.vertx().runOnContext(x -> {
            taken.complete(List.copyOf(scans));
            scans.clear();
            arrived = 0;
        });
        return await(taken.future(), "the scans");
    }

    /**
     * Sends the reports on these scans, as fast as the broker takes them; returns at once.
     *
     * @param data an AssessmentReported as JSON
     */
    void report(List<Scan> some, Function<Scan, String> data) {
        testbed.vertx().runOnContext(x -> {
            report = data;
            unsent = some.iterator();
            sendMore();
        });
    }

    private void sendMore() {
        while (underWay < SIDE_BY_SIDE && unsent.hasNext()) {
            underWay++;
            Scan scan = unsent.next();
            results.send(message(scan.vmId(), report.apply(scan)), delivery -> {
                underWay--;
                sendMore();
            });
        }
    }

    private static Message message(String vmId, String data) {
        String id = UUID.randomUUID().toString();
        Message message = Proton.message();
        message.setMessageId(id);
        message.setDurable(true);
        message.setContentType("application/cloudevents+json");
        message.setBody(new AmqpValue("{\"specversion\":\"1.0\",\"id\":\"" + id
                + "\",\"source\":\"/offpeak/bench\",\"type\":\"dev.offpeak.AssessmentReported\",\"subject\":\"" + vmId
                + "\",\"time\":\"" + Instant.now() + "\",\"datacontenttype\":\"application/json\",\"data\":" + data
                + "}"));
        return message;
    }

    private static <T> T await(Future<T> future, String what) {
        HttpConnections.await(future, LONGEST_WAIT_SECONDS, what);
        return future.result();
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new BenchFailure("A message that is no JSON: " + body, e);
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
