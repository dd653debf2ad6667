package dev.offpeak.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.offpeak.contracts.message.AssessVm;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.embedded.AmqpBroker;
import dev.offpeak.embedded.BrokerClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayTest {
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);
    private static final Duration A_MOMENT = Duration.ofMillis(300);
    private final List<Vertx> started = new ArrayList<>();
    private TestDatabase database;
    private Pool pool;
    private Transactions transactions;

    @TempDir
    Path brokerData;

    @BeforeEach
    void start() {
        database = new TestDatabase();
        Vertx vertx = vertx();
        pool = database.pool(vertx);
        transactions = Transactions.withoutRelay(vertx, pool, "test");
    }

    @AfterEach
    void stop() {
        started.forEach(Vertx::closeAndAwait);
    }

    private Vertx vertx() {
        Vertx vertx = Vertx.vertx();
        started.add(vertx);
        return vertx;
    }

    private Relay replica(int brokerPort) {
        Vertx vertx = vertx();
        Relay relay = new Relay(
                vertx,
                database.pool(vertx),
                new BrokerSettings("127.0.0.1", brokerPort, "u", "p"),
                new Ticks(vertx),
                new SimpleMeterRegistry());
        relay.start();
        return relay;
    }

    private static Message message(int number) {
        return new AssessVm("vm-" + number, "activity-" + number, false, Samples.AT, Samples.AT);
    }

    private void commit(int messages) {
        List<Message> all = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            all.add(message(i));
        }
        transactions.inTransaction(tx -> tx.send(all)).await().atMost(LONG_ENOUGH);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Set<String> receiveAll(int brokerPort) {
        Set<String> subjects = new HashSet<>();
        try (BrokerClient client = BrokerClient.connect("127.0.0.1", brokerPort, "u", "p")) {
            for (Optional<String> body = client.receive("agent.work", A_MOMENT);
                    body.isPresent();
                    body = client.receive("agent.work", A_MOMENT)) {
                subjects.add(CloudEvents.read(body.get()).subject());
            }
        } catch (NotUnderstoodException e) {
            throw new AssertionError(e);
        }
        return subjects;
    }

    @Test
    void twoReplicasShareTheOutboxAndSendEveryMessage() {
        commit(500);
        try (AmqpBroker broker = AmqpBroker.startInMemory(0, "u", "p")) {
            Relay one = replica(broker.port());
            Relay two = replica(broker.port());

            await().atMost(LONG_ENOUGH).until(() -> TestDatabase.count(pool, "outbox") == 0);
            one.stop();
            two.stop();

            assertThat(broker.depth("agent.work")).isEqualTo(500);
            assertThat(receiveAll(broker.port())).hasSize(500);
        }
    }

    @Test
    void claimsOfTwoReplicasNeverOverlapWhileTheirLeasesLast() {
        commit(100);
        Vertx second = vertx();
        Relay one =
                new Relay(vertx(), pool, new BrokerSettings("127.0.0.1", 1, "u", "p"), null, new SimpleMeterRegistry());
        Relay two = new Relay(
                second,
                database.pool(second),
                new BrokerSettings("127.0.0.1", 1, "u", "p"),
                null,
                new SimpleMeterRegistry());

        List<UUID> claimed = Uni.join()
                .all(one.claimedIds(60), two.claimedIds(60))
                .andFailFast()
                .map(both -> {
                    List<UUID> ids = new ArrayList<>(both.get(0));
                    ids.addAll(both.get(1));
                    return ids;
                })
                .await()
                .atMost(LONG_ENOUGH);

        assertThat(claimed).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void sendsAfterTheBrokerComesWhatWasCommittedWhileItWasAway() throws IOException {
        int port = freePort();
        Relay relay = replica(port);
        commit(3);
        await().pollDelay(Duration.ofMillis(600)).until(() -> TestDatabase.count(pool, "outbox") == 3);

        try (AmqpBroker broker = AmqpBroker.start(brokerData, port, "u", "p")) {
            await().atMost(LONG_ENOUGH).until(() -> TestDatabase.count(pool, "outbox") == 0);

            assertThat(receiveAll(broker.port())).containsExactlyInAnyOrder("vm-0", "vm-1", "vm-2");
        }
        relay.stop();
    }

    @Test
    void losesNothingOverTenRestartsOfTheBroker() throws IOException {
        int port = freePort();
        Relay relay = replica(port);
        for (int restart = 0; restart < 10; restart++) {
            try (AmqpBroker broker = AmqpBroker.start(brokerData, port, "u", "p")) {
                int number = restart;
                transactions
                        .inTransaction(tx -> tx.send(message(number)))
                        .await()
                        .atMost(LONG_ENOUGH);
                await().atMost(LONG_ENOUGH).until(() -> TestDatabase.count(pool, "outbox") == 0);
                assertThat(broker.depth("agent.work")).isEqualTo(restart + 1L);
            }
        }
        relay.stop();
    }

    @Test
    void sendsNothingOfATransactionThatRollsBack() {
        assertThatThrownBy(() -> transactions
                        .inTransaction(tx -> tx.send(message(1))
                                .chain(() -> Uni.createFrom().<Void>failure(new IllegalStateException("no"))))
                        .await()
                        .atMost(LONG_ENOUGH))
                .isInstanceOf(IllegalStateException.class);

        assertThat(TestDatabase.count(pool, "outbox")).isZero();
    }

    @Test
    void doesTheWorkAgainAfterASerializationFailureButNotForEver() {
        AtomicInteger attempts = new AtomicInteger();
        String thirdTime = transactions
                .inTransaction(tx -> attempts.incrementAndGet() < 3
                        ? tx.connection()
                                .query("DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$")
                                .execute()
                                .replaceWith("never")
                        : tx.send(message(1)).replaceWith("done"))
                .await()
                .atMost(LONG_ENOUGH);
        assertThat(thirdTime).isEqualTo("done");
        assertThat(TestDatabase.count(pool, "outbox")).isEqualTo(1);

        attempts.set(0);
        assertThatThrownBy(() -> transactions
                        .inTransaction(tx -> {
                            attempts.incrementAndGet();
                            return tx.connection()
                                    .query("DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END $$")
                                    .execute();
                        })
                        .await()
                        .atMost(LONG_ENOUGH))
                .isInstanceOf(PgException.class);
        assertThat(attempts).hasValue(5);
    }

    @Test
    void takesOverWhatADeadReplicaHadClaimedOnceItsLeaseIsOver() {
        commit(1);
        pool.preparedQuery("UPDATE outbox SET claimed_until = clock_timestamp() + make_interval(secs => $1)")
                .execute(Tuple.of(1.0))
                .await()
                .atMost(LONG_ENOUGH);
        try (AmqpBroker broker = AmqpBroker.startInMemory(0, "u", "p")) {
            Relay relay = replica(broker.port());

            await().atMost(LONG_ENOUGH).until(() -> broker.depth("agent.work") == 1);
            relay.stop();
        }
    }
}
