package dev.offpeak.assessment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;

import dev.offpeak.contracts.AssessmentMode;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.FeatureState;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootBehavior;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.message.AssessVm;
import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.AssessmentReported;
import dev.offpeak.contracts.message.FeaturesTakenOverByAssessment;
import dev.offpeak.contracts.message.InstallationEnded;
import dev.offpeak.contracts.message.Message;
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.contracts.message.VmChanged;
import dev.offpeak.contracts.message.VmDeleted;
import dev.offpeak.contracts.message.VmSnapshot;
import dev.offpeak.embedded.BrokerClient;
import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.embedded.TestServers;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** assessPatches against the packaged service, real PostgreSQL and a real broker; the test plays compute and the guests. */
@QuarkusIntegrationTest
@QuarkusTestResource(PlatformTestResource.class)
class AssessPatchesIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String COMPLETED_QUEUE = "assessment.events.compute";
    private static BrokerClient broker;

    private final String subscription = UUID.randomUUID().toString();
    private long version;

    @BeforeAll
    static void connect() {
        broker = TestServers.client();
    }

    @AfterAll
    static void disconnect() {
        broker.close();
    }

    @Test
    @Rule("A2")
    @DisplayName("A2: 202 with both headers, then the result of a scan")
    void answersWithTheResultOfAScan() {
        String vmId = aRunningVm("web1");
        propagateFeature(FeatureState.REGISTERED);

        Response accepted = assess("web1", "2020-12-01");
        accepted.then().statusCode(202).header("Retry-After", "1");
        String location = accepted.header("Location");
        assertThat(accepted.header("Azure-AsyncOperation")).contains("/operations/a");
        given().urlEncodingEnabled(false).get(location).then().statusCode(202);
        AssessVm order = next("agent.work", AssessVm.class, vmId);
        assertThat(order.onDemand()).isTrue();
        report(vmId, order.activityId());

        await().atMost(SOON).untilAsserted(() -> given().urlEncodingEnabled(false)
                .get(location)
                .then()
                .statusCode(200)
                .body("status", equalTo("Succeeded"))
                .body("assessmentActivityId", equalTo(order.activityId()))
                .body("criticalAndSecurityPatchCount", equalTo(1))
                .body("availablePatches", hasSize(1))
                .body("availablePatches[0].kbId", equalTo("5012345")));
        assertThat(next(COMPLETED_QUEUE, AssessmentCompleted.class, vmId).status())
                .isEqualTo(PatchOperationStatus.IN_PROGRESS);
        assertThat(next(COMPLETED_QUEUE, AssessmentCompleted.class, vmId).status())
                .isEqualTo(PatchOperationStatus.SUCCEEDED);
    }

    @Test
    @Rule("A2")
    @DisplayName("A2: who asks during a scan shares the next one, which begins after they asked")
    void secondRequestGetsAScanThatBeganAfterIt() {
        String vmId = aRunningVm("web2");
        propagateFeature(FeatureState.REGISTERED);

        assess("web2", "2023-07-01").then().statusCode(202);
        String second = assess("web2", "2023-07-01").header("Location");
        String third = assess("web2", "2023-07-01").header("Location");
        AssessVm firstScan = next("agent.work", AssessVm.class, vmId);
        report(vmId, firstScan.activityId());
        AssessVm secondScan = next("agent.work", AssessVm.class, vmId);
        given().urlEncodingEnabled(false).get(second).then().statusCode(202);
        report(vmId, secondScan.activityId());

        for (String location : List.of(second, third)) {
            await().atMost(SOON).untilAsserted(() -> given().urlEncodingEnabled(false)
                    .get(location)
                    .then()
                    .statusCode(200)
                    .body("assessmentActivityId", equalTo(secondScan.activityId())));
        }
    }

    @Test
    @Rule("F4")
    @DisplayName("F4: refused until the feature was propagated as registered")
    void needsThePropagatedFeature() {
        aRunningVm("web3");
        assess("web3", "2020-06-01")
                .then()
                .statusCode(409)
                .body("error.message", containsString("InGuestPatchVMPreview"));

        propagateFeature(FeatureState.REGISTERING);
        assess("web3", "2020-06-01").then().statusCode(409);

        propagateFeature(FeatureState.REGISTERED);
        assess("web3", "2020-06-01").then().statusCode(202);
    }

    @Test
    @Rule("A2")
    @DisplayName("A2: a VM that is not running is a clear refusal")
    void refusesAStoppedVm() {
        String vmId = aRunningVm("web4");
        propagateFeature(FeatureState.REGISTERED);
        send(vmChanged(vmId, "web4", PowerState.DEALLOCATED, Optional.empty()));

        await().atMost(SOON).untilAsserted(() -> assess("web4", "2020-06-01")
                .then()
                .statusCode(409)
                .body("error.code", equalTo("OperationNotAllowed"))
                .body("error.message", containsString("deallocated")));
    }

    @Test
    @Rule("A2")
    @DisplayName("A2: the VM's deletion ends the operation as a failure")
    void deletionEndsTheOperation() {
        String vmId = aRunningVm("web5");
        propagateFeature(FeatureState.REGISTERED);
        Response accepted = assess("web5", "2020-06-01");
        accepted.then().statusCode(202);
        send(new VmDeleted(vmId, ++version, Instant.now(), id("web5")));

        await().atMost(SOON).untilAsserted(() -> given().urlEncodingEnabled(false)
                .get(accepted.header("Azure-AsyncOperation"))
                .then()
                .body("status", equalTo("Failed"))
                .body("error.code", equalTo("VmDeleted")));
        assess("web5", "2020-06-01").then().statusCode(404).body("error.code", equalTo("ResourceNotFound"));
    }

    @Test
    @Rule("E4")
    @DisplayName("E4: a VM whose extension is there is assessed at once")
    void assessesAVmWhoseExtensionIsThere() {
        String vmId = UUID.randomUUID().toString();
        send(vmChanged(vmId, "web6", PowerState.RUNNING, Optional.of("1.5.0")));

        assertThat(next("agent.work", AssessVm.class, vmId).onDemand()).isFalse();
    }

    @Test
    @Rule("A3")
    @DisplayName("A3: after an installation the VM is assessed again, so that the summary is right")
    void assessesAgainAfterAnInstallation() {
        String vmId = UUID.randomUUID().toString();
        send(vmChanged(vmId, "web8", PowerState.RUNNING, Optional.of("1.5.0")));
        AssessVm first = next("agent.work", AssessVm.class, vmId);
        report(vmId, first.activityId());
        send(new InstallationEnded(
                vmId,
                UUID.randomUUID().toString(),
                3,
                PatchOperationStatus.SUCCEEDED,
                Optional.of(Instant.now()),
                Instant.now(),
                List.of(),
                RebootStatus.NOT_NEEDED,
                false,
                Optional.of("boot-1"),
                Optional.empty()));

        AssessVm second = next("agent.work", AssessVm.class, vmId);

        assertThat(second.activityId()).isNotEqualTo(first.activityId());
        given().get("/internal/work").then().statusCode(200).body("underWay", greaterThanOrEqualTo(0));
    }

    @Test
    @Rule("A4")
    @DisplayName("A4: 2020-06-01 spells patches and kbid")
    void answersInTheWordsOfItsVersion() {
        String vmId = aRunningVm("web9");
        propagateFeature(FeatureState.REGISTERED);
        String operation = assess("web9", "2020-06-01").header("Azure-AsyncOperation");
        report(vmId, next("agent.work", AssessVm.class, vmId).activityId());

        await().atMost(SOON).untilAsserted(() -> given().urlEncodingEnabled(false)
                .get(operation)
                .then()
                .statusCode(200)
                .body("status", equalTo("Succeeded"))
                .body("patches[0].kbid", equalTo("5012345"))
                .body("properties.output.patches[0].kbid", equalTo("5012345")));
    }

    @Test
    void sameReportTwiceChangesNothing() {
        String vmId = aRunningVm("web7");
        propagateFeature(FeatureState.REGISTERED);
        assess("web7", "2020-06-01").then().statusCode(202);
        AssessVm order = next("agent.work", AssessVm.class, vmId);

        report(vmId, order.activityId());
        report(vmId, order.activityId());
        assess("web7", "2020-06-01").then().statusCode(202);

        AssessmentCompleted first = next(COMPLETED_QUEUE, AssessmentCompleted.class, vmId);
        AssessmentCompleted second = next(COMPLETED_QUEUE, AssessmentCompleted.class, vmId);
        AssessmentCompleted third = next(COMPLETED_QUEUE, AssessmentCompleted.class, vmId);
        assertThat(List.of(first.version(), second.version(), third.version())).containsExactly(1L, 2L, 3L);
        assertThat(third.status()).isEqualTo(PatchOperationStatus.IN_PROGRESS);
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: bad requests get ARM errors")
    void refusesBadRequests() {
        given().post(id("nobody") + "/assessPatches")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("MissingApiVersionParameter"));
        assess("nobody", "2019-12-01").then().statusCode(400).body("error.code", equalTo("InvalidApiVersionParameter"));
        assess("nobody", "2020-06-01").then().statusCode(404).body("error.code", equalTo("ResourceNotFound"));
        given().queryParam("api-version", "2020-06-01")
                .get(id("nobody") + "/assessPatches")
                .then()
                .statusCode(405);
        given().queryParam("api-version", "2020-06-01")
                .get("/subscriptions/" + subscription
                        + "/providers/Microsoft.Compute/locations/westeurope/operations/anone")
                .then()
                .statusCode(404)
                .body("error.code", equalTo("ResourceNotFound"));
    }

    private Response assess(String name, String apiVersion) {
        return given().queryParam("api-version", apiVersion).post(id(name) + "/assessPatches");
    }

    private String id(String name) {
        return "/subscriptions/" + subscription + "/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/"
                + name;
    }

    /** Known to the service when this returns. */
    private String aRunningVm(String name) {
        String vmId = UUID.randomUUID().toString();
        send(vmChanged(vmId, name, PowerState.RUNNING, Optional.empty()));
        await().atMost(SOON).until(() -> assess(name, "2020-06-01").statusCode() != 404);
        return vmId;
    }

    private VmChanged vmChanged(String vmId, String name, PowerState power, Optional<String> extension) {
        return new VmChanged(
                vmId,
                ++version,
                Instant.now(),
                new VmSnapshot(
                        id(name),
                        subscription,
                        "shop",
                        name,
                        "westeurope",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        OsType.WINDOWS,
                        Optional.empty(),
                        Optional.empty(),
                        PatchMode.AUTOMATIC_BY_PLATFORM,
                        AssessmentMode.IMAGE_DEFAULT,
                        RebootSetting.IF_REQUIRED,
                        power,
                        true,
                        List.of(),
                        extension,
                        false,
                        HealthVerdict.HEALTHY,
                        Map.of()));
    }

    /** In effect, or not, when this returns. */
    private void propagateFeature(FeatureState state) {
        long propagation = ++version;
        send(new ProviderRegistered(
                subscription, "Microsoft.Compute", propagation, Map.of("InGuestPatchVMPreview", state), Instant.now()));
        await().atMost(SOON).until(() -> find(
                        "assessment.events.features",
                        FeaturesTakenOverByAssessment.class,
                        message ->
                                message.subscriptionId().equals(subscription) && message.propagation() == propagation)
                .isPresent());
    }

    private void report(String vmId, String activityId) {
        send(new AssessmentReported(
                vmId,
                activityId,
                PatchOperationStatus.SUCCEEDED,
                Instant.now(),
                Instant.now(),
                false,
                List.of(new Patch(
                        "p1",
                        "2026-06 Cumulative Update (KB5012345)",
                        Optional.empty(),
                        Optional.of("5012345"),
                        List.of(Classification.SECURITY),
                        RebootBehavior.ALWAYS_REQUIRES_REBOOT,
                        Optional.empty())),
                Optional.empty()));
    }

    private static void send(Message message) {
        TestMessages.send(broker, message);
    }

    private static <M extends Message> M next(String queue, Class<M> type, String vmId) {
        return await().atMost(SOON)
                .until(() -> find(queue, type, message -> message.subject().equals(vmId)), Optional::isPresent)
                .orElseThrow();
    }

    private static <M extends Message> Optional<M> find(
            String queue, Class<M> type, java.util.function.Predicate<M> wanted) {
        return TestMessages.take(broker, queue, type, wanted);
    }
}
