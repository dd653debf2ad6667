package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.message.InstallPatches;
import dev.offpeak.contracts.message.InstallationChanged;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.RolloutChanged;
import dev.offpeak.contracts.message.VmHealthChanged;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules are observed from the orders alone. */
@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class RolloutIT extends OverAFleet {
    private static final String TO_COMPUTE = "orchestrator.events.compute";

    @Test
    @Rule({"O1", "O2", "O4", "O6"})
    @DisplayName(
            "O1, O2, O4, O6: a release reaches every VM, pairs, zones and update domains apart, and tells of each step")
    void aReleaseReachesEveryVm() {
        for (int i = 0; i < 3; i++) {
            add(TestVm.in(subscription, "westeurope").zone("1"));
            add(TestVm.in(subscription, "westeurope").zone("2"));
            add(TestVm.in(subscription, "northeurope").zone("1"));
            add(TestVm.in(subscription, "northeurope"));
        }
        for (int i = 0; i < 6; i++) {
            add(TestVm.in(subscription, "westeurope").set("/sets/a-" + subscription, i % 3, 6));
        }
        settle();

        publish(0.2);

        awaitState("Completed");
        assertThat(guests.broken()).isEmpty();
        assertThat(guests.orders()).hasSize(18).extracting(InstallPatches::vmId).doesNotHaveDuplicates();
        assertThat(guests.mostInFlight()).isGreaterThan(1);
        assertThat(guests.orders()).allSatisfy(order -> assertThat(order.notAfter())
                .isAfter(order.issuedAt())
                .isBeforeOrEqualTo(order.issuedAt().plus(Duration.ofMinutes(235))));
        JsonPath shown = rollout();
        assertThat(shown.getInt("vms.Succeeded")).isEqualTo(18);
        assertThat(shown.getList("phases")).hasSizeGreaterThan(1);
        get("/rollouts/" + rollout + "/phases")
                .then()
                .statusCode(200)
                .body("value.size()", equalTo(shown.getList("phases").size()));
        List<Message> told = told();
        assertThat(told.stream().filter(RolloutChanged.class::isInstance).map(RolloutChanged.class::cast))
                .extracting(RolloutChanged::state)
                .startsWith("Planned")
                .contains("InProgress", "Completed");
        assertThat(told.stream()
                        .filter(InstallationChanged.class::isInstance)
                        .map(InstallationChanged.class::cast)
                        .filter(changed -> changed.status() == PatchOperationStatus.SUCCEEDED))
                .hasSize(18);
    }

    @Test
    @Rule("O7")
    @DisplayName("O7: an order ends once, whichever of report and verdict comes first, and however often they come")
    void theOrderOfReportsDoesNotMatter() {
        TestVm verdictFirst = add(TestVm.in(subscription, "uksouth"));
        TestVm twice = add(TestVm.in(subscription, "uksouth"));
        settle();
        guests.behave(verdictFirst, Guests.Manner.VERDICT_FIRST);
        guests.behave(twice, Guests.Manner.TWICE);

        publish(0.2);

        awaitState("Completed");
        assertThat(guests.orders()).hasSize(2);
        assertThat(told().stream()
                        .filter(InstallationChanged.class::isInstance)
                        .map(InstallationChanged.class::cast)
                        .filter(changed -> changed.status().isTerminal()))
                .hasSize(2);
    }

    @Test
    @Rule("U6")
    @DisplayName("U6: a paused rollout orders nothing, a resumed one goes on")
    void pauseStopsOrdersAndResumeGoesOn() {
        for (int i = 0; i < 12; i++) {
            add(TestVm.in(subscription, "uksouth"));
        }
        settle();
        publish(0.2);
        await().atMost(PATIENCE).until(() -> !guests.orders().isEmpty());

        post("/rollouts/" + rollout + "/pause").then().statusCode(200).body("state", equalTo("Paused"));
        await().atMost(PATIENCE).until(() -> !rollout().getMap("vms").containsKey("InFlight"));
        int ordered = guests.orders().size();

        assertThat(ordered).isLessThan(12);
        get("/rollouts/" + rollout + "/vms?state=Waiting&$top=1")
                .then()
                .statusCode(200)
                .body("value[0].hold.reason", equalTo("RolloutPaused"))
                .body("nextLink", containsString("skiptoken="));
        post("/rollouts/" + rollout + "/pause").then().statusCode(200);
        assertThat(guests.orders()).hasSize(ordered);

        post("/rollouts/" + rollout + "/resume").then().statusCode(200).body("state", equalTo("InProgress"));
        awaitState("Completed");
        assertThat(guests.orders()).hasSize(12);
        post("/rollouts/" + rollout + "/cancel")
                .then()
                .statusCode(409)
                .body("error.code", equalTo("OperationNotAllowed"))
                .body("error.message", containsString("Completed"));
    }

    @Test
    @Rule("O9")
    @DisplayName(
            "O9: more failures than the policy tolerates halt the rollout with their evidence; resumed, it tries anew")
    void tooManyFailuresHalt() {
        TestVm failing = add(TestVm.in(subscription, "uksouth"));
        settle();
        guests.behave(failing, Guests.Manner.FAIL);
        publish(0.0);

        awaitState("Halted");
        JsonPath halted = rollout();
        assertThat(halted.getString("halt.gates[0].why")).contains("failed");
        assertThat(halted.getInt("halt.gates[0].counts.failed")).isEqualTo(1);

        post("/rollouts/" + rollout + "/resume").then().statusCode(200);
        OrchestratorTestResource.nextNight();
        awaitState("Completed");
        assertThat(guests.orders(failing)).hasSize(2);
    }

    @Test
    @Rule("I6")
    @DisplayName("I6: a VM that failed is tried again in its next off-peak window, and not before")
    void failedVmsAreTriedInTheirNextWindow() {
        for (int i = 0; i < 5; i++) {
            add(TestVm.in(subscription, "uksouth"));
        }
        TestVm failing = fleet.get(0);
        settle();
        guests.behave(failing, Guests.Manner.FAIL);

        publish(1.0);
        await().atMost(PATIENCE).until(() -> guests.orders().size() == 5);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(vm(failing).getString("hold.reason"))
                .isEqualTo("RetryNextWindow"));
        OrchestratorTestResource.nextNight();

        awaitState("Completed");
        List<InstallPatches> tries = guests.orders(failing);
        assertThat(tries).hasSize(2);
        assertThat(Duration.between(tries.get(0).issuedAt(), tries.get(1).issuedAt()))
                .isGreaterThan(Duration.ofHours(12));
    }

    @Test
    @Rule("O7")
    @DisplayName("O7: a silent guest's order ends by name; its set is held until the VM is healthy again")
    void aSilentGuestIsEndedByNameAndHoldsItsSet() {
        TestVm silent = add(TestVm.in(subscription, "uksouth").set("/sets/b-" + subscription, 0, 2));
        settle();
        guests.behave(silent, Guests.Manner.SILENT);
        publish(1.0);
        await().atMost(PATIENCE).until(() -> guests.orders(silent).size() == 1);
        TestVm peer = add(TestVm.in(subscription, "uksouth").set("/sets/b-" + subscription, 1, 2));
        OrchestratorTestResource.nextMorning();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(vm(silent).getString("lastError"))
                .startsWith("AgentSilent"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(vm(peer).getString("hold.reason"))
                .isEqualTo("PeerUnhealthy"));
        assertThat(vm(peer).getString("hold.holder")).contains(silent.id());
        wire.send(new VmHealthChanged(
                silent.id(),
                2,
                HealthVerdict.HEALTHY,
                OrchestratorTestResource.now().plusSeconds(60),
                Optional.of("boot"),
                "back"));
        OrchestratorTestResource.nextNight();

        awaitState("Completed");
        assertThat(guests.orders(peer)).hasSize(1);
        assertThat(guests.orders(silent)).hasSize(2);
    }

    @Test
    @Rule("O7")
    @DisplayName("O7: a set that a silent guest holds is released on an operator's word")
    void aHoldIsReleasedOnAnOperatorsWord() {
        TestVm silent = add(TestVm.in(subscription, "uksouth").set("/sets/c-" + subscription, 0, 2));
        settle();
        guests.behave(silent, Guests.Manner.SILENT);
        publish(1.0);
        await().atMost(PATIENCE).until(() -> guests.orders(silent).size() == 1);
        TestVm peer = add(TestVm.in(subscription, "uksouth").set("/sets/c-" + subscription, 1, 2));
        OrchestratorTestResource.nextMorning();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(vm(peer).getString("hold.reason"))
                .isEqualTo("PeerUnhealthy"));
        String release = "/rollouts/" + rollout + "/vms/" + silent.id() + "/release-hold";

        post(release).then().statusCode(204);

        post(release)
                .then()
                .statusCode(409)
                .body("error.code", equalTo("Conflict"))
                .body("error.message", containsString("holds no availability set"));
        OrchestratorTestResource.nextNight();
        await().atMost(PATIENCE).until(() -> guests.orders(peer).size() == 1);
    }

    @Test
    @Rule("I6")
    @DisplayName("I6: VMs that stop, join and are deleted during a rollout are accounted for")
    void theFleetMayChangeDuringARollout() {
        for (int i = 0; i < 3; i++) {
            add(TestVm.in(subscription, "uksouth"));
        }
        TestVm stopped = fleet.get(0).power(PowerState.DEALLOCATED);
        TestVm gone = fleet.get(1);
        wire.send(stopped.changed(2, OrchestratorTestResource.now()));
        settle();
        publish(0.2);
        await().atMost(PATIENCE).until(() -> guests.orders().size() == 2);

        TestVm late = add(TestVm.in(subscription, "uksouth"));
        wire.send(gone.deleted(9, OrchestratorTestResource.now()));

        await().atMost(PATIENCE).until(() -> guests.orders(late).size() == 1);
        assertThat(guests.orders(stopped)).isEmpty();
        assertThat(vm(stopped).getString("hold.reason")).isEqualTo("PoweredOff");
        wire.send(stopped.power(PowerState.RUNNING).changed(3, OrchestratorTestResource.now()));
        awaitState("Completed");
        get("/rollouts/" + rollout + "/vms?region=UK South")
                .then()
                .statusCode(200)
                .body("value.size()", equalTo(4))
                .body("value.findAll { it.deleted }.vmId", hasItem(gone.id()));
        assertThat(rollout().getInt("vms.total")).isEqualTo(3);
    }

    @Test
    @Rule("F5")
    @DisplayName("F5: nothing is ordered for a subscription whose feature is not propagated")
    void nothingIsOrderedWithoutTheFeature() {
        TestVm vm = add(TestVm.in(subscription, "uksouth"));
        wire.feature(subscription, 2, false);
        settle();
        publish(0.2);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(vm(vm).getString("hold.reason")).isEqualTo("FeatureNotRegistered"));
        // Overtaken on the way: it was sent before the one that took the feature away.
        wire.feature(subscription, 1, true);
        assertThat(guests.orders()).isEmpty();
        wire.feature(subscription, 3, true);
        awaitState("Completed");
        assertThat(guests.orders(vm)).hasSize(1);
    }

    /** What it told of this test's rollout and VMs; what an earlier test left unread is not ours. */
    /** What compute was told of this rollout, up to its end and what comes along with that. */
    private List<Message> told() {
        List<Message> told = new ArrayList<>();
        assertThat(wire.receive(
                        TO_COMPUTE, message -> isOurs(message) && told.add(message) && isCompletion(message), PATIENCE))
                .isPresent();
        wire.receive(TO_COMPUTE, message -> isOurs(message) && !told.add(message), Duration.ofSeconds(1));
        return told;
    }

    private static boolean isCompletion(Message message) {
        return message instanceof RolloutChanged changed && changed.state().startsWith("Completed");
    }

    private boolean isOurs(Message message) {
        return message.subject().equals(rollout) || ids().contains(message.subject());
    }
}
