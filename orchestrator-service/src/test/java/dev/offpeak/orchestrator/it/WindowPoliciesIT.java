package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.delete;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;

import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.message.WindowPolicyChanged;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class WindowPoliciesIT extends OverAFleet {
    private static final String DAY = "08:00";
    private static final String AFTERNOON = "16:00";

    private final List<String> names = new ArrayList<>();

    @AfterEach
    void endPolicies() {
        names.forEach(name -> delete("/policies/windows/" + name));
    }

    @Test
    @Rule("U1")
    @DisplayName(
            "U1: the narrowest scope's hours win, VM before tag before group before subscription; a VM waits for them, and shows which")
    void theNarrowestScopeWins() {
        TestVm vm = add(TestVm.in(subscription, "uksouth").tag("Shift", "Day-" + subscription));
        settle();
        String group = "/subscriptions/" + subscription + "/resourceGroups/Tests";
        String ofSubscription = put(Map.of("scope", "/subscriptions/" + subscription), "01:00", "05:00");
        String ofGroup = put(Map.of("scope", group), "02:00", "06:00");
        String ofTag = put(Map.of("tag", Map.of("name", "shift", "value", "DAY-" + subscription)), DAY, AFTERNOON);
        publish(Map.of(), Map.of());

        awaitHold(rollout, vm, "OutsideWindow");
        get("/rollouts/" + rollout + "/vms/" + vm.id())
                .then()
                .body("hours.start", equalTo("08:00:00"))
                .body("hours.end", equalTo("16:00:00"))
                .body("hours.timeZone", equalTo("Europe/London"))
                .body("hours.policy", equalTo(ofTag))
                .body("hours.scope", equalTo("/tags/shift/day-" + subscription))
                .body("nextWindow.start", containsString("T08:00:00Z"));
        assertThat(guests.orders(vm)).isEmpty();

        delete("/policies/windows/" + ofTag).then().statusCode(204);
        assertThat(vm(vm).getString("hours.policy")).isEqualTo(ofGroup);
        delete("/policies/windows/" + ofGroup).then().statusCode(204);
        assertThat(vm(vm).getString("hours.policy")).isEqualTo(ofSubscription);
        delete("/policies/windows/" + ofSubscription).then().statusCode(204);
        assertThat(vm(vm).getString("hours.policy")).isNull();

        awaitState("Completed");
        assertThat(guests.orders(vm)).hasSize(1);
    }

    @Test
    @Rule("U5")
    @DisplayName(
            "U5: a policy's reboot setting stands in place of the VM's own in its orders; a VM that joins gets its policy")
    void ordersCarryThePolicysRebootSetting() {
        String name = name();
        put(name, body(Map.of("scope", "/subscriptions/" + subscription, "rebootSetting", "Never"), "22:00", "06:00"))
                .then()
                .statusCode(201);
        TestVm vm = add(TestVm.in(subscription, "uksouth"));
        settle();
        publish(Map.of(), Map.of());

        awaitState("Completed");

        assertThat(guests.orders(vm)).singleElement().satisfies(order -> assertThat(order.rebootSetting())
                .isEqualTo(RebootSetting.NEVER));
        assertThat(vm(vm).getString("hours.policy")).isEqualTo(name);
    }

    @Test
    @Rule("U1")
    @DisplayName(
            "U1: policies are kept by name, one for each scope; the other services are told of each change and end")
    void policiesAreKeptByName() {
        settle();
        String scope = "/subscriptions/" + subscription;
        String name = put(Map.of("scope", scope), "22:00", "06:00");
        put(name.toUpperCase(Locale.ROOT), body(Map.of("scope", scope), "23:00", "05:00"))
                .then()
                .statusCode(200);
        String other = name();
        put(other, body(Map.of("scope", scope), "20:00", "04:00"))
                .then()
                .statusCode(409)
                .body("error.code", equalTo("Conflict"))
                .body("error.target", equalTo("scope"));

        get("/policies/windows/" + name)
                .then()
                .statusCode(200)
                .body("scope", equalTo(scope))
                .body("start", equalTo("23:00:00"));
        get("/policies/windows").then().statusCode(200).body("value.scope", hasItems(scope));
        get("/policies/windows?$top=0").then().statusCode(400).body("error.target", equalTo("$top"));
        delete("/policies/windows/" + name).then().statusCode(204);
        delete("/policies/windows/" + name).then().statusCode(404);
        get("/policies/windows/" + name).then().statusCode(404).body("error.message", containsString(name));
        get("/platform/audit?target=" + name.toUpperCase(Locale.ROOT))
                .then()
                .body(
                        "value.action",
                        contains("Offpeak.Orchestrator/windows/delete", "Offpeak.Orchestrator/windows/write"));
        List<WindowPolicyChanged> told = new ArrayList<>();
        wire.receive(
                "orchestrator.events.assessment",
                message -> message instanceof WindowPolicyChanged changed
                        && changed.scope().equals(scope)
                        && told.add(changed)
                        && told.size() == 3,
                PATIENCE);
        assertThat(told).hasSize(3);
        told.sort(Comparator.comparing(WindowPolicyChanged::version));
        assertThat(told).extracting(WindowPolicyChanged::removed).containsExactly(false, false, true);
        assertThat(told.get(1).start()).hasToString("23:00");
    }

    @ParameterizedTest
    @Rule("V1")
    @DisplayName("V1: an off-peak policy that can't be is refused with what to change")
    @CsvSource(
            delimiter = '|',
            value = {
                "night | {`start`: `22:00`, `end`: `06:00`} | scope",
                "night | {`scope`: `/`, `tag`: {`name`: `a`, `value`: `b`}, `start`: `22:00`, `end`: `06:00`} | scope",
                "night | {`scope`: `/subscriptions/mine`, `start`: `22:00`, `end`: `06:00`} | scope",
                "night | {`tag`: {`name`: `a/b`, `value`: `c`}, `start`: `22:00`, `end`: `06:00`} | tag",
                "night | {`tag`: {`name`: `a`}, `start`: `22:00`, `end`: `06:00`} | tag",
                "night | {`scope`: `/`, `end`: `06:00`} | start",
                "night | {`scope`: `/`, `start`: `22:00:30`, `end`: `06:00`} | start",
                "night | {`scope`: `/`, `start`: `late`, `end`: `06:00`} | start",
                "night | {`scope`: `/`, `start`: `22:00`, `end`: `06:00`, `rebootSetting`: `Perhaps`} | rebootSetting",
                "-night | {`scope`: `/`, `start`: `22:00`, `end`: `06:00`} | name"
            })
    void nonsenseIsRefused(String name, String body, String target) {
        given().contentType("application/json")
                .body(body.replace('`', '"'))
                .put("/policies/windows/" + name)
                .then()
                .statusCode(400)
                .body("error.target", equalTo(target))
                .body("error.message", notNullValue());
    }

    private String put(Map<String, ?> whose, String start, String end) {
        String name = name();
        put(name, body(whose, start, end)).then().statusCode(201).body("name", equalTo(name));
        return name;
    }

    private static Map<String, Object> body(Map<String, ?> whose, String start, String end) {
        Map<String, Object> body = new HashMap<>(whose);
        body.put("start", start);
        body.put("end", end);
        return body;
    }

    private static Response put(String name, Map<String, ?> body) {
        return given().contentType("application/json").body(body).put("/policies/windows/" + name);
    }

    private String name() {
        String name = "window-" + UUID.randomUUID();
        names.add(name);
        return name;
    }
}
