package dev.offpeak.messaging;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.message.AssessVm;
import dev.offpeak.contracts.message.AssessmentReported;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.embedded.BrokerClient;
import dev.offpeak.embedded.DeadLetter;
import dev.offpeak.embedded.DeadLetters;
import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PlatformTestResource.class)
class InboxTest {
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

    @Inject
    Pool pool;

    @Inject
    Probe probe;

    @Inject
    Transactions transactions;

    @Inject
    Inbox inbox;

    @Inject
    Housekeeping housekeeping;

    private BrokerClient client;

    @BeforeEach
    void connect() {
        client = TestServers.client();
        probe.failing.set(false);
        probe.deliveries.set(0);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private static AssessVm order() {
        return new AssessVm(Samples.VM, UUID.randomUUID().toString(), true, Samples.AT, Samples.AT);
    }

    private void send(String address, String id, Message message) {
        client.send(
                address,
                id,
                CloudEvents.write(message, id, "/offpeak/test", Instant.now(), Optional.of("corr-7"), Optional.empty()),
                Map.of("type", CloudEvents.typeOf(message)));
    }

    private List<String> effects(String activity) {
        return pool.preparedQuery("SELECT correlation_id FROM effect WHERE activity = $1")
                .execute(Tuple.of(activity))
                .map(rows -> {
                    List<String> found = new ArrayList<>();
                    rows.forEach(row -> found.add(row.getString(0)));
                    return found;
                })
                .await()
                .atMost(LONG_ENOUGH);
    }

    private static List<DeadLetter> deadLetters() {
        try (DeadLetters letters = new DeadLetters(TestServers.client())) {
            return letters.list();
        }
    }

    private static int replay(String id) {
        try (DeadLetters letters = new DeadLetters(TestServers.client())) {
            return letters.replay(id);
        }
    }

    @Test
    void theSameMessageTwiceChangesNothing() {
        AssessVm order = order();
        AssessVm last = order();
        String id = UUID.randomUUID().toString();

        send("agent.work", id, order);
        send("agent.work", id, order);
        send("agent.work", UUID.randomUUID().toString(), last);

        await().atMost(LONG_ENOUGH).until(() -> effects(last.activityId()).size() == 1);
        assertThat(effects(order.activityId())).containsExactly("corr-7");
    }

    @Test
    void aTransactionsMessageArrivesWithItsCorrelationId() {
        AssessVm order = order();

        transactions.inTransaction(tx -> tx.send(order)).await().atMost(LONG_ENOUGH);

        await().atMost(LONG_ENOUGH).until(() -> effects(order.activityId()).size() == 1);
    }

    @Test
    void aMessageThatIsNotUnderstoodIsADeadLetterWithItsReasonAndBlocksNobody() {
        AssessVm order = order();
        client.send("agent.work", "poison-1", "{ no json", Map.of());
        client.send(
                "agent.work",
                "poison-2",
                "{\"specversion\":\"1.0\",\"id\":\"p2\",\"source\":\"/x\",\"type\":\"dev.offpeak.Unheard\",\"data\":{}}",
                Map.of());
        send("agent.work", UUID.randomUUID().toString(), order);

        await().atMost(LONG_ENOUGH).until(() -> effects(order.activityId()).size() == 1);
        await().atMost(LONG_ENOUGH).untilAsserted(() -> assertThat(deadLetters())
                .filteredOn(letter -> letter.originalQueue().equals(Optional.of("agent.work")))
                .extracting(DeadLetter::reason)
                .anySatisfy(reason -> assertThat(reason).startsWith("It is no CloudEvent in JSON"))
                .contains("Its type dev.offpeak.Unheard is not known here."));
    }

    @Test
    void aFailingMessageIsDeliveredFiveTimesAndReplayedToItsOwnSubscriberAlone() {
        AssessmentReported report = new AssessmentReported(
                UUID.randomUUID().toString(),
                Samples.ACTIVITY,
                PatchOperationStatus.SUCCEEDED,
                Samples.AT,
                Samples.AT,
                false,
                List.of(),
                Optional.empty());
        String id = UUID.randomUUID().toString();
        String letter = id + "@agent.results.orchestrator";
        probe.failing.set(true);

        send("agent.results", id, report);

        await().atMost(LONG_ENOUGH)
                .untilAsserted(() ->
                        assertThat(deadLetters()).extracting(DeadLetter::id).contains(letter));
        assertThat(probe.deliveries).hasValue(5);
        assertThat(effects(report.vmId())).isEmpty();
        long others = TestServers.broker().depth("agent.results.assessment");

        probe.failing.set(false);
        assertThat(replay(letter)).isEqualTo(1);

        await().atMost(LONG_ENOUGH).until(() -> effects(report.vmId()).size() == 1);
        assertThat(TestServers.broker().depth("agent.results.assessment")).isEqualTo(others);
        assertThat(deadLetters()).extracting(DeadLetter::id).doesNotContain(letter);
    }

    @Test
    void messagesThatComeTogetherAreTakenTogetherAndABadOneSpoilsNobodyElses() {
        List<String> vms = IntStream.range(0, 60)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList();
        String poisonId = UUID.randomUUID().toString();
        String repeated = UUID.randomUUID().toString();

        transactions
                .inTransaction(tx -> tx.send(vms.stream()
                        .map(vm -> new VmDeleted(vm, 1, Samples.AT, "/vm"))
                        .toList()))
                .await()
                .atMost(LONG_ENOUGH);
        send("compute.events", poisonId, new VmDeleted(Probe.POISON, 1, Samples.AT, "/vm"));
        VmDeleted last = new VmDeleted(UUID.randomUUID().toString(), 1, Samples.AT, "/vm");
        send("compute.events", repeated, last);
        send("compute.events", repeated, last);

        await().atMost(LONG_ENOUGH).untilAsserted(() -> assertThat(deadLetters())
                .extracting(DeadLetter::id)
                .contains(poisonId + "@compute.events.assessment"));
        await().atMost(LONG_ENOUGH).until(() -> effects(last.vmId()).size() == 1);
        assertThat(effects(last.vmId())).as("belongs to its request").containsExactly("corr-7");
        for (String vm : vms) {
            await().atMost(LONG_ENOUGH).until(() -> effects(vm).size() == 1);
        }
        assertThat(effects(Probe.POISON)).isEmpty();
        assertThat(probe.largestBatch).hasValueGreaterThan(1);
    }

    @Test
    void goesOnReceivingAfterTenRestartsOfTheBroker() {
        for (int restart = 0; restart < 10; restart++) {
            client.close();
            TestServers.restartBroker();
            client = TestServers.client();
            AssessVm order = order();

            transactions.inTransaction(tx -> tx.send(order)).await().atMost(LONG_ENOUGH);

            await().atMost(LONG_ENOUGH).until(() -> effects(order.activityId()).size() == 1);
        }
    }

    @Test
    void tellsTheClocksAuthorityWhatIsUnderWay() {
        await().atMost(LONG_ENOUGH).untilAsserted(() -> given().when()
                .get("/internal/work")
                .then()
                .statusCode(200)
                .body("underWay", equalTo(7))
                .body("messageDelayMillis", is(0)));
    }

    @Test
    void tellsTheClocksAuthorityHowLateMessagesAre() {
        Instant sixSecondsAgo = Instant.now().minusSeconds(6);
        String late = CloudEvents.write(
                order(), UUID.randomUUID().toString(), "/test", sixSecondsAgo, Optional.empty(), Optional.empty());

        long delayMillis = inbox.receive(
                        "agent.work", late, (message, tx) -> Uni.createFrom().voidItem())
                .map(done -> inbox.delayMillis())
                .await()
                .atMost(LONG_ENOUGH);

        assertThat(delayMillis).isGreaterThanOrEqualTo(6000);
    }

    @Test
    void forgetsMessagesOnlyAfterTheRetention() {
        pool.query(
                        "INSERT INTO inbox VALUES ('old', 'q', now() - interval '36 days'), ('young', 'q', now() - interval '34 days')")
                .executeAndAwait();

        housekeeping.clean().await().atMost(LONG_ENOUGH);

        assertThat(pool.query("SELECT message_id FROM inbox WHERE queue = 'q'").executeAndAwait())
                .extracting(row -> row.getString(0))
                .containsExactly("young");
    }

    @Test
    void staysReadyWhateverTheBrokerDoes() {
        given().when().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
    }
}
