package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.delete;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.offpeak.orchestrator.notices.Signature;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notices, and a receiver of them. */
@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class NoticesIT extends OverAFleet {
    private static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Deque<Integer> answers = new ArrayDeque<>();
    private final List<String> names = new ArrayList<>();
    private HttpServer receiver;
    private int standardAnswer = 204;

    /** One try as the receiver saw it. */
    private record Received(String id, String timestamp, String signature, String contentType, String body) {
        private JsonPath event() {
            return new JsonPath(body);
        }
    }

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::receive);
        receiver.start();
    }

    @AfterEach
    void endSubscriptions() {
        names.forEach(name -> delete("/policies/notices/" + name));
        receiver.stop(0);
    }

    private synchronized void receive(HttpExchange exchange) throws IOException {
        received.add(new Received(
                exchange.getRequestHeaders().getFirst("webhook-id"),
                exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                exchange.getRequestHeaders().getFirst("webhook-signature"),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        exchange.sendResponseHeaders(answers.isEmpty() ? standardAnswer : answers.poll(), -1);
        exchange.close();
    }

    @Test
    @Rule("U5")
    @DisplayName(
            "U5: a subscriber is told before and after an installation, signed, again under the same id until it takes it")
    void aSubscriberIsToldBeforeAndAfter() {
        String name = subscribe(Map.of("subscriptionId", subscription));
        answers.add(500);
        TestVm vm = add(TestVm.in(subscription, "uksouth"));
        String another = UUID.randomUUID().toString();
        wire.feature(another, 1, true);
        add(TestVm.in(another, "uksouth"));
        settle();
        publish(Map.of(), Map.of());

        awaitState("Completed");
        await().atMost(PATIENCE).untilAsserted(() -> get("/policies/notices/" + name)
                .then()
                .body("delivered", equalTo(2))
                .body("waiting", equalTo(0))
                .body("givenUp", equalTo(0)));

        String activity = guests.orders(vm).get(0).activityId();
        assertThat(received).hasSize(3);
        assertThat(received).extracting(Received::id).containsOnly(activity + "-ordered", activity + "-ended");
        assertThat(received.stream()
                        .filter(one -> one.id().equals(received.get(0).id())))
                .hasSize(2)
                .extracting(Received::body)
                .containsOnly(received.get(0).body());
        assertThat(received).allSatisfy(one -> {
            assertThat(one.contentType()).isEqualTo("application/cloudevents+json");
            assertThat(one.signature())
                    .isEqualTo(Signature.of(SECRET, one.id(), Long.parseLong(one.timestamp()), one.body()));
            assertThat(one.event().getString("id")).isEqualTo(one.id());
            assertThat(one.event().getString("specversion")).isEqualTo("1.0");
            assertThat(one.event().getString("subject")).isEqualTo(vm.resourceId());
        });
        JsonPath before = event("dev.offpeak.InstallationOrdered");
        assertThat(before.getString("data.vmId")).isEqualTo(vm.id());
        assertThat(before.getString("data.notAfter")).endsWith("Z");
        assertThat(before.getString("data.rebootSetting")).isEqualTo("IfRequired");
        JsonPath after = event("dev.offpeak.InstallationEnded");
        assertThat(after.getString("data.outcome")).isEqualTo("Succeeded");
        assertThat(after.getString("data.health")).isEqualTo("Healthy");
    }

    @Test
    @Rule("U5")
    @DisplayName("U5: a notice that nobody takes is given up after a time, and the subscription shows it")
    void whatNobodyTakesIsGivenUp() {
        standardAnswer = 503;
        String name = subscribe(Map.of("events", List.of("Ordered"), "subscriptionId", subscription));
        add(TestVm.in(subscription, "uksouth"));
        settle();
        publish(Map.of(), Map.of());

        await().atMost(PATIENCE).untilAsserted(() -> get("/policies/notices/" + name)
                .then()
                .body("givenUp", equalTo(1))
                .body("waiting", equalTo(0))
                .body("lastError", equalTo("It answered 503.")));

        assertThat(received.size()).isGreaterThan(2);
        assertThat(received)
                .extracting(Received::id)
                .containsOnly(received.get(0).id());
        assertThat(get("/q/metrics").asString()).contains("offpeak_notices_given_up_total");
    }

    @Test
    @Rule("O8")
    @DisplayName("O8: whom the whole fleet concerns is told once that a rollout is likely to miss its deadline")
    void aDeadlineAtRiskIsTold() {
        subscribe(Map.of("events", List.of("DeadlineAtRisk")));
        subscribe(Map.of("events", List.of("DeadlineAtRisk"), "subscriptionId", subscription));
        add(TestVm.in(subscription, "westeurope"));
        settle();
        publish(Map.of("deadlineDays", 1), Map.of("approval", true));

        await().atMost(PATIENCE).until(() -> !received.isEmpty());

        JsonPath told = event("dev.offpeak.RolloutDeadlineAtRisk");
        assertThat(told.getString("data.rolloutId")).isEqualTo(rollout);
        assertThat(told.getString("data.state")).isEqualTo("AwaitingApproval");
        assertThat(Duration.parse(told.getString("data.missedBy"))).isPositive();
        JsonPath shown = rollout();
        assertThat(shown.getBoolean("outlook.holds")).isFalse();
        assertThat(shown.getString("outlook.atRiskSince")).isNotNull();
        assertThat(get("/q/metrics").asString()).containsPattern("offpeak_rollouts_deadline_at_risk(\\{[^}]*})? 1.0");
        assertThat(received).hasSize(1);
    }

    @Test
    @Rule("U5")
    @DisplayName("U5: a subscription is made, replaced, listed and ended by its name, and never shows its secret")
    void subscriptionsAreKeptByName() {
        settle();
        String name = subscribe(Map.of());
        put(name, Map.of("url", url(), "secret", SECRET, "events", List.of("Ended")))
                .then()
                .statusCode(200);

        String shown = get("/policies/notices/" + name)
                .then()
                .statusCode(200)
                .body("events", equalTo(List.of("Ended")))
                .extract()
                .asString();
        assertThat(shown).doesNotContain("whsec", SECRET.substring(6));
        get("/policies/notices").then().statusCode(200).body("value.name", hasItem(name));
        get("/policies/notices?$top=0").then().statusCode(400);
        assertThat(get("/platform/audit?target=" + name).asString())
                .contains("notices/write")
                .doesNotContain("whsec");
        delete("/policies/notices/" + name).then().statusCode(204);
        delete("/policies/notices/" + name).then().statusCode(404);
        get("/policies/notices/" + name).then().statusCode(404);
        get("/policies/notices").then().body("value.name", not(hasItem(name)));
    }

    @ParameterizedTest
    @Rule({"U5", "V1"})
    @DisplayName(
            "U5, V1: a subscription that can't be, or would have the platform look behind its own walls, is refused")
    @CsvSource(
            delimiter = '|',
            value = {
                "https://169.254.169.254/metadata | url",
                "https://10.0.0.1/ | url",
                "https://[fd00::1]/ | url",
                "http://20.50.2.1/ | url",
                "ftp://127.0.0.1/ | url",
                "https://somebody:secret@127.0.0.1/ | url",
                "https://nowhere.invalid/ | url",
                "not a url | url"
            })
    void unsafeTargetsAreRefused(String url, String target) {
        put("refused", Map.of("url", url, "secret", SECRET))
                .then()
                .statusCode(400)
                .body("error.target", equalTo(target))
                .body("error.message", notNullValue());
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: a subscription names a secret, known events and a subscription")
    void nonsenseIsRefused() {
        put("refused", Map.of("url", url(), "secret", "short"))
                .then()
                .statusCode(400)
                .body("error.target", equalTo("secret"));
        put("refused", Map.of("url", url(), "secret", SECRET, "subscriptionId", "mine"))
                .then()
                .statusCode(400)
                .body("error.target", equalTo("subscriptionId"));
        put("refused", Map.of("url", url(), "secret", SECRET, "events", List.of("Perhaps")))
                .then()
                .statusCode(400);
        put("-refused", Map.of("url", url(), "secret", SECRET))
                .then()
                .statusCode(400)
                .body("error.target", equalTo("name"));
        given().contentType("application/json")
                .put("/policies/notices/refused")
                .then()
                .statusCode(400);
    }

    private JsonPath event(String type) {
        return received.stream()
                .map(Received::event)
                .filter(event -> event.getString("type").equals(type))
                .findFirst()
                .orElseThrow();
    }

    private String url() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/notices?from=offpeak";
    }

    private String subscribe(Map<String, ?> more) {
        String name = "notices-" + UUID.randomUUID();
        names.add(name);
        Map<String, Object> body = new HashMap<>(more);
        body.put("url", url());
        body.put("secret", SECRET);
        put(name, body).then().statusCode(201).body("name", equalTo(name));
        return name;
    }

    private static Response put(String name, Map<String, ?> body) {
        return given().contentType("application/json").body(body).put("/policies/notices/" + name);
    }
}
