package dev.offpeak.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private static final Duration A_MOMENT = Duration.ofMillis(300);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(5);
    private AmqpBroker broker;
    private BrokerClient client;
    private DeadLetters deadLetters;

    @BeforeEach
    void start() {
        broker = AmqpBroker.startInMemory(0, "u", "p");
        client = BrokerClient.connect("127.0.0.1", broker.port(), "u", "p");
        deadLetters = new DeadLetters(BrokerClient.connect("127.0.0.1", broker.port(), "u", "p"));
    }

    @AfterEach
    void stop() {
        deadLetters.close();
        client.close();
        broker.close();
    }

    private void bury(String id, String queue) {
        client.send(
                "dead-letters",
                id,
                "body of " + id,
                Map.of(DeadLetters.ORIGINAL_QUEUE, queue, DeadLetters.REASON, "no such type", "_AMQ_DUPL_ID", id));
    }

    @Test
    void looksWithoutTaking() {
        bury("1", "compute.events.orchestrator");

        List<DeadLetter> first = deadLetters.list();
        assertThat(first).singleElement().satisfies(letter -> {
            assertThat(letter.id()).isEqualTo("1@compute.events.orchestrator");
            assertThat(letter.originalQueue()).contains("compute.events.orchestrator");
            assertThat(letter.reason()).isEqualTo("no such type");
            assertThat(letter.body()).isEqualTo("body of 1");
        });
        assertThat(deadLetters.list()).isEqualTo(first);
        assertThat(deadLetters.show("1@compute.events.orchestrator")).contains(first.get(0));
        assertThat(deadLetters.show("2@compute.events.orchestrator")).isEmpty();
    }

    @Test
    void replaysOneToTheSubscriberItCameFromAlone() {
        bury("1", "compute.events.orchestrator");
        bury("2", "compute.events.orchestrator");

        assertThat(deadLetters.replay("2@compute.events.orchestrator")).isEqualTo(1);

        assertThat(client.receive("compute.events.orchestrator", LONG_ENOUGH)).contains("body of 2");
        assertThat(client.receive("compute.events.orchestrator", A_MOMENT)).isEmpty();
        assertThat(client.receive("compute.events.assessment", A_MOMENT)).isEmpty();
        assertThat(deadLetters.list()).extracting(DeadLetter::body).containsExactly("body of 1");
    }

    @Test
    void replaysAllAndKeepsThoseOfUnknownOrigin() {
        for (int i = 0; i < 120; i++) {
            bury("w" + i, "agent.work");
        }
        bury("x", "no.such.queue");

        assertThat(deadLetters.list()).hasSize(121);
        assertThat(deadLetters.replayAll()).isEqualTo(120);

        assertThat(broker.depth("agent.work")).isEqualTo(120);
        assertThat(deadLetters.list()).extracting(DeadLetter::body).containsExactly("body of x");
    }
}
