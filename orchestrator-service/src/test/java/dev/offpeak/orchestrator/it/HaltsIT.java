package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.offpeak.contracts.message.InstallPatches;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One VM of the second phase lacks a patch that breaks it; those of the first did not have it. */
@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class HaltsIT extends OverAFleet {
    private static final String GUILTY = "5031364";
    private static final String HARMLESS = "5032190";

    @Test
    @Rule("O9")
    @DisplayName("O9: a halt names counts, regions, images, and the patch that failed VMs share")
    void aHaltNamesItsEvidence() {
        haltedInTheSecondPhase();

        get("/rollouts/" + rollout)
                .then()
                .statusCode(200)
                .body("halt.gates[0].phase", equalTo(2))
                .body("halt.gates[0].counts.failed", equalTo(1))
                .body("halt.evidence.tried", equalTo(3))
                .body("halt.evidence.failed", equalTo(1))
                .body("halt.evidence.regions", contains(Map.of("name", "northeurope", "tried", 1, "failed", 1)))
                .body("halt.evidence.images.name", contains("MicrosoftWindowsServer:WindowsServer:2019-Datacenter"))
                .body("halt.evidence.images.tried", contains(3))
                .body("halt.evidence.suspects.patch", contains("KB" + GUILTY))
                .body("halt.evidence.suspects[0].healthyWith", equalTo(0))
                .body("halt.failedPatches", equalTo(List.of("KB" + GUILTY)));
    }

    @Test
    @Rule("O9")
    @DisplayName("O9: a release is weighed against what the first tries of earlier ones came to")
    void earlierReleasesAreTheBaseline() {
        haltedInTheSecondPhase();
        int tried = rollout().getInt("baseline.tried");
        int failed = rollout().getInt("baseline.failed");

        publish(1.0);
        awaitState("InProgress");

        assertThat(rollout().getInt("baseline.tried")).isEqualTo(tried + 3);
        assertThat(rollout().getInt("baseline.failed")).isEqualTo(failed + 1);
    }

    @Test
    @Rule("U4")
    @DisplayName("U4: a guilty patch is withdrawn, and the rollout goes on without it")
    void aRolloutGoesOnWithoutAGuiltyPatch() {
        TestVm broken = haltedInTheSecondPhase();
        String suspect = rollout().getString("halt.evidence.suspects[0].patch");

        withdraw(suspect, "breaks the VMs that get it").then().statusCode(200).body("state", equalTo("InProgress"));
        OrchestratorTestResource.nextNight();

        awaitState("Completed");
        assertThat(guests.orders(broken))
                .extracting(InstallPatches::excludedMasks)
                .containsExactly(List.of(), List.of(suspect));
        get("/rollouts/" + rollout)
                .then()
                .body("withdrawn.patch", contains(suspect))
                .body("withdrawn.reason", contains("breaks the VMs that get it"));
        withdraw(suspect, "again").then().statusCode(409).body("error.code", equalTo("OperationNotAllowed"));
    }

    @Test
    @Rule("O9")
    @DisplayName(
            "O9: where the policy says so, the platform withdraws a guilty patch by itself, with its evidence, and goes on")
    void thePlatformWithdrawsAGuiltyPatch() {
        List<TestVm> healthy = vms(8, "westeurope");
        // Half of them are in flight together: a batch is as wide as the time there is asks for.
        List<TestVm> broken = vms(8, "northeurope");
        settle();
        healthy.forEach(vm -> guests.lacks(vm, HARMLESS));
        broken.forEach(vm -> guests.lacks(vm, HARMLESS, GUILTY));
        guests.guilty(GUILTY);

        publish(
                Map.of(),
                Map.of(
                        "maxFailedShare",
                        0.0,
                        "maxSubscriptionShare",
                        1.0,
                        "canaryRegions",
                        List.of("westeurope"),
                        "automaticWithdrawal",
                        Map.of("byChanceBelow", 0.005, "failedVms", 4)));
        await().atMost(PATIENCE).until(() -> !rollout().getList("withdrawn").isEmpty());
        awaitFirstTries(12);
        OrchestratorTestResource.nextNight();

        awaitState("Completed");
        get("/rollouts/" + rollout)
                .then()
                .body("withdrawn.patch", contains("KB" + GUILTY))
                .body("withdrawn.reason", contains(containsString("4 of 4 failed VMs")));
        get("/platform/audit?target=" + rollout)
                .then()
                .body("value.action", contains("Offpeak.Orchestrator/rollouts/withdraw/action"))
                .body("value.who", contains("platform"))
                .body("value[0].details.healthyWith", equalTo("0"));
    }

    private List<TestVm> vms(int count, String region) {
        return IntStream.range(0, count)
                .mapToObj(one -> add(TestVm.in(subscription, region)))
                .toList();
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: a withdrawal names a patch and a reason")
    void aWithdrawalNamesPatchAndReason() {
        add(TestVm.in(subscription, "uksouth"));
        settle();
        publish(Map.of("publishedAt", "2027-06-01T00:00:00Z"), Map.of());

        withdraw("*", "all").then().statusCode(400).body("error.target", equalTo("patch"));
        withdraw("KB1", "").then().statusCode(400).body("error.target", equalTo("patch"));
        given().contentType("application/json")
                .post("/rollouts/" + rollout + "/withdraw")
                .then()
                .statusCode(400);
        withdraw("KB1", "first").then().statusCode(200).body("state", equalTo("Planned"));
        withdraw("kb1", "second").then().statusCode(200).body("withdrawn.reason", contains("second"));
    }

    private Response withdraw(String patch, String reason) {
        return given().contentType("application/json")
                .body(Map.of("patch", patch, "reason", reason))
                .post("/rollouts/" + rollout + "/withdraw");
    }

    /** Both VMs of westeurope succeed, then the one of northeurope fails. */
    private TestVm haltedInTheSecondPhase() {
        TestVm broken = TestVm.in(subscription, "northeurope");
        List<TestVm> healthy = List.of(TestVm.in(subscription, "westeurope"), TestVm.in(subscription, "westeurope"));
        healthy.forEach(this::add);
        add(broken);
        settle();
        healthy.forEach(vm -> guests.lacks(vm, HARMLESS));
        guests.lacks(broken, HARMLESS, GUILTY);
        guests.guilty(GUILTY);

        publish(Map.of(), Map.of("maxFailedShare", 0.0, "canaryRegions", List.of("westeurope")));

        awaitState("Halted");
        return broken;
    }
}
