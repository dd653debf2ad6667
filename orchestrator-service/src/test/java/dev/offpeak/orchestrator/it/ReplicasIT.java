package dev.offpeak.orchestrator.it;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offpeak.contracts.message.InstallPatches;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two replicas carry one rollout, and one of them is killed twice in the middle of it. */
@QuarkusIntegrationTest
@QuarkusTestResource(OrchestratorTestResource.class)
class ReplicasIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Test
    @DisplayName("S6, S7: no VM is ordered twice and no order is lost, whoever conducts and whoever dies")
    void twoReplicasOrderEachVmOnce() {
        String subscription = UUID.randomUUID().toString();
        List<TestVm> fleet = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            fleet.add(TestVm.in(subscription, "uksouth"));
            fleet.add(TestVm.in(subscription, "westeurope").zone("1"));
            fleet.add(TestVm.in(subscription, "northeurope").zone(i < 5 ? "1" : "2"));
        }
        for (int i = 0; i < 6; i++) {
            fleet.add(TestVm.in(subscription, "westeurope").set("/sets/r-" + subscription, i % 3, 6));
        }
        OrchestratorTestResource.night();
        try (Wire wire = new Wire();
                Guests guests = new Guests(fleet);
                Replica first = Replica.start()) {
            wire.feature(subscription, 1, true);
            fleet.forEach(vm -> wire.send(vm.changed(1, OrchestratorTestResource.now())));
            await().atMost(PATIENCE).until(first::isUp);
            await().atMost(PATIENCE).until(() -> Database.vms()
                    .containsAll(fleet.stream().map(TestVm::id).toList()));
            String rollout = publish();

            await().atMost(PATIENCE).until(() -> guests.orders().size() > 4);
            first.killed();
            try (Replica second = Replica.start()) {
                await().atMost(PATIENCE).until(second::isUp);
                second.killed();
            }

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            get("/rollouts/" + rollout).jsonPath().getString("state"))
                    .isEqualTo("Completed"));
            assertThat(guests.broken()).isEmpty();
            assertThat(guests.orders())
                    .hasSize(fleet.size())
                    .extracting(InstallPatches::vmId)
                    .doesNotHaveDuplicates();
            assertThat(Database.count("select count(*) from in_flight")).isZero();
            assertThat(Database.count("select count(*) from busy")).isZero();
            fleet.forEach(vm -> wire.send(vm.deleted(9, OrchestratorTestResource.now())));
        }
    }

    private static String publish() {
        return given().contentType("application/json")
                .body(Map.of(
                        "name",
                        "replicas-" + UUID.randomUUID(),
                        "policy",
                        Map.of("bakeTime", "PT0S", "maxSubscriptionShare", 0.5)))
                .post("/releases")
                .then()
                .statusCode(201)
                .extract()
                .path("rolloutId");
    }
}
