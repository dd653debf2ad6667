package dev.offpeak.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AmqpBrokerTest {
    private static final Duration A_MOMENT = Duration.ofMillis(300);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(5);

    @Test
    void everySubscriberGetsItsOwnCopy() {
        try (AmqpBroker broker = AmqpBroker.startInMemory(0, "u", "p");
                BrokerClient client = BrokerClient.connect("127.0.0.1", broker.port(), "u", "p")) {
            client.send("compute.events", "1", "hello", Map.of());

            assertThat(client.receive("compute.events.orchestrator", LONG_ENOUGH))
                    .contains("hello");
            assertThat(client.receive("compute.events.assessment", LONG_ENOUGH)).contains("hello");
            assertThat(client.receive("compute.events.orchestrator", A_MOMENT)).isEmpty();
        }
    }

    @Test
    void theWantedMessageIsFoundBehindOthers() {
        try (AmqpBroker broker = AmqpBroker.startInMemory(0, "u", "p");
                BrokerClient client = BrokerClient.connect("127.0.0.1", broker.port(), "u", "p")) {
            for (int i = 1; i <= 4; i++) {
                client.send("agent.work", Integer.toString(i), "message " + i, Map.of());
            }

            assertThat(client.receive("agent.work", body -> body.endsWith("3"), LONG_ENOUGH))
                    .contains("message 3");
            assertThat(client.receive("agent.work", LONG_ENOUGH)).contains("message 4");
            assertThat(client.receive("agent.work", body -> true, A_MOMENT)).isEmpty();
        }
    }

    @Test
    void keepsDurableMessagesAcrossARestart(@TempDir Path data) {
        int port;
        try (AmqpBroker broker = AmqpBroker.start(data, 0, "u", "p");
                BrokerClient client = BrokerClient.connect("127.0.0.1", broker.port(), "u", "p")) {
            port = broker.port();
            client.send("agent.work", "1", "work", Map.of());
        }

        try (AmqpBroker broker = AmqpBroker.start(data, port, "u", "p");
                BrokerClient client = BrokerClient.connect("127.0.0.1", broker.port(), "u", "p")) {
            assertThat(client.receive("agent.work", LONG_ENOUGH)).contains("work");
        }
    }

    @Test
    void refusesAnAddressThatNobodyDeclared() {
        try (AmqpBroker broker = AmqpBroker.startInMemory(0, "u", "p");
                BrokerClient client = BrokerClient.connect("127.0.0.1", broker.port(), "u", "p")) {
            assertThatThrownBy(() -> client.send("compute.evnts", "1", "hello", Map.of()))
                    .isInstanceOf(BrokerException.class);
        }
    }

    @Test
    void refusesAWrongPassword() {
        try (AmqpBroker broker = AmqpBroker.startInMemory(0, "u", "p")) {
            assertThatThrownBy(() -> BrokerClient.connect("127.0.0.1", broker.port(), "u", "wrong"))
                    .isInstanceOf(BrokerException.class);
        }
    }

    @Test
    void saysWhenItsPortIsTaken() {
        try (AmqpBroker broker = AmqpBroker.startInMemory(0, "u", "p")) {
            assertThatThrownBy(() -> AmqpBroker.startInMemory(broker.port(), "u", "p"))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("Port " + broker.port() + " is in use");
        }
    }
}
