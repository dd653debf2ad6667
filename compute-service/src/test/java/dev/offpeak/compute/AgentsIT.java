package dev.offpeak.compute;

import static dev.offpeak.compute.Arm.LATER_VERSION;
import static dev.offpeak.compute.Arm.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.FeatureState;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.message.AssessVm;
import dev.offpeak.contracts.message.AssessmentCompleted;
import dev.offpeak.contracts.message.CancelInstallation;
import dev.offpeak.contracts.message.InstallPatches;
import dev.offpeak.contracts.message.RolloutChanged;
import dev.offpeak.embedded.BrokerClient;
import dev.offpeak.embedded.TestServers;
import dev.offpeak.messaging.Json;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The agent protocol against the packaged service, with the real broker and database. */
@QuarkusIntegrationTest
@WithTestResource(value = ComputeTestResource.class, scope = TestResourceScope.GLOBAL)
class AgentsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ORCHESTRATOR_EVENTS = "compute.events.orchestrator";
    private static final String ORCHESTRATOR_RESULTS = "agent.results.orchestrator";

    @Test
    void guestEnrolsOnceWithItsHostsToken() {
        String vmId = createVm();
        String token = GuestDouble.descriptor(vmId).get("enrollmentToken").toString();

        GuestDouble.enroll(vmId, "wrong")
                .then()
                .statusCode(401)
                .body("error.code", equalTo("InvalidAuthenticationToken"));
        // An answer that was lost may be asked for again, until the credential was used.
        GuestDouble.enroll(vmId, token).then().statusCode(200);
        GuestDouble guest = GuestDouble.enrolled(vmId);
        guest.goal().then().statusCode(200).header("ETag", notNullValue()).body("vmId", equalTo(vmId));

        GuestDouble.enroll(vmId, token).then().statusCode(401);
        assertThat(GuestDouble.descriptor(vmId)).doesNotContainKey("enrollmentToken");
    }

    @Test
    void credentialIsReplacedAndTheOldOneHoldsUntilThen() {
        String vmId = createVm();
        GuestDouble guest = GuestDouble.enrolled(vmId);
        GuestDouble before = guest.rotated();

        before.goal().then().statusCode(200);
        guest.goal().then().statusCode(200);

        await().atMost(PATIENCE).until(() -> before.goal().statusCode() == 401);
        guest.beat().then().statusCode(200).body("rotateCredential", equalTo(false));
        GuestDouble.listener()
                .post("/agents/" + vmId + "/credential")
                .then()
                .statusCode(401)
                .body("error.code", equalTo("InvalidAuthenticationToken"));
    }

    @Test
    @Rule("E5")
    @DisplayName(
            "E5: a revoked credential is dead at once, its polls end, the host gets another token, the VM waits for its agent")
    void credentialIsRevoked() {
        String path = createPath();
        String vmId = at(LATER_VERSION).get(path).path("properties.vmId");
        GuestDouble guest = GuestDouble.enrolled(vmId);
        guest.beat().then().statusCode(200);
        CompletableFuture<Integer> polls = CompletableFuture.supplyAsync(() -> pollWhileAnswered(guest));

        at(LATER_VERSION)
                .post(path + "/revokeAgentCredential")
                .then()
                .statusCode(204)
                .header("x-ms-request-id", notNullValue());

        await().atMost(PATIENCE).until(() -> guest.goal().statusCode() == 401);
        assertThat(polls.join()).isEqualTo(401);
        at(LATER_VERSION)
                .get(path + "/instanceView")
                .then()
                .body("vmAgent.statuses[0].displayStatus", equalTo("Not Ready"))
                .body("vmAgent.statuses[0].message", containsString("one-time token"));
        GuestDouble again = GuestDouble.enrolled(vmId);
        again.beat().then().statusCode(200);
        at(LATER_VERSION)
                .get(path + "/instanceView")
                .then()
                .body("vmAgent.statuses[0].displayStatus", equalTo("Ready"));
    }

    /** Polls from one goal state to the next; the status that ended it. */
    private static int pollWhileAnswered(GuestDouble guest) {
        Response answer = guest.goal();
        while (answer.statusCode() == 200) {
            answer = guest.goalAfter(((Number) answer.path("revision")).longValue(), 60);
        }
        return answer.statusCode();
    }

    @Test
    void nothingCanBeRevokedWhereThereIsNoVmOrNoAgent() {
        String path = createPath();
        at(LATER_VERSION)
                .post(path + "-none/revokeAgentCredential")
                .then()
                .statusCode(404)
                .body("error.code", equalTo("ResourceNotFound"));
        at("2016-01-01")
                .post(path + "/revokeAgentCredential")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidApiVersionParameter"));
        at(LATER_VERSION).get(path + "/revokeAgentCredential").then().statusCode(oneOf(404, 405));
        String agentless = Arm.create(
                Arm.newGroup(),
                "vm1",
                Arm.windowsVm("").replace("\"provisionVMAgent\": true", "\"provisionVMAgent\": false"));
        at(LATER_VERSION)
                .post(agentless + "/revokeAgentCredential")
                .then()
                .statusCode(409)
                .body("error.code", equalTo("OperationNotAllowed"))
                .body("error.message", containsString("provisionVMAgent=false"));
    }

    @Test
    @Rule("E5")
    @DisplayName(
            "E5: two guests with one credential block the VM, and the instance view says what to do; revocation heals it")
    void copyOfAGuestIsNoticed() {
        String path = createPath();
        String vmId = at(LATER_VERSION).get(path).path("properties.vmId");
        GuestDouble guest = GuestDouble.enrolled(vmId);
        guest.bootId = "original";
        guest.beat();
        GuestDouble copy = guest.copy("copy");

        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
            copy.beat();
            guest.beat();
            return at(LATER_VERSION)
                    .get(path + "/instanceView")
                    .<String>path("vmAgent.statuses[0].message")
                    .startsWith("Two guests speak for this VM");
        });

        at(LATER_VERSION).post(path + "/revokeAgentCredential").then().statusCode(204);
        await().atMost(PATIENCE).until(() -> copy.beat().statusCode() == 401);
        GuestDouble again = GuestDouble.enrolled(vmId);
        again.bootId = "original";
        again.beat().then().statusCode(200);
        at(LATER_VERSION)
                .get(path + "/instanceView")
                .then()
                .body("vmAgent.statuses[0].displayStatus", equalTo("Ready"));
    }

    @Test
    void theListenerServesItsDocument() {
        assertThat(GuestDouble.listener()
                        .get("/openapi")
                        .then()
                        .statusCode(200)
                        .contentType("application/yaml")
                        .extract()
                        .asString())
                .contains("Offpeak agent protocol", "/agents/{vmId}/credential");
    }

    @Test
    void theListenerAnswersLoadBalancers() {
        GuestDouble.listener()
                .get("/internal/alive")
                .then()
                .statusCode(200)
                .contentType("text/plain")
                .body(equalTo("alive"));
        GuestDouble.listener().post("/internal/alive").then().statusCode(405);
    }

    @Test
    void strangersAndNonsenseAreRefusedInArmsWords() {
        String vmId = createVm();
        String other = createVm();
        GuestDouble guest = GuestDouble.enrolled(vmId);

        guest.agent().get("/agents/" + other + "/goal-state").then().statusCode(401);
        GuestDouble.listener().get("/agents/" + vmId + "/goal-state").then().statusCode(401);
        GuestDouble.listener().get("/hosts/guests").then().statusCode(401);
        guest.agent().get("/hosts/guests").then().statusCode(401);
        guest.agent()
                .get("/agents/nonsense/goal-state")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidParameter"));
        guest.agent()
                .body("{")
                .post("/agents/" + vmId + "/heartbeats")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidRequestContent"));
        guest.agent()
                .body("null")
                .post("/agents/" + vmId + "/heartbeats")
                .then()
                .statusCode(400);
        guest.agent()
                .body("[]")
                .post("/agents/" + vmId + "/reports/installation")
                .then()
                .statusCode(400);
        guest.agent()
                .body("{}")
                .post("/agents/" + vmId + "/reports/installation")
                .then()
                .statusCode(400);
        guest.assessment("scan", 1, PatchOperationStatus.SUCCEEDED, Collections.nCopies(5001, GuestDouble.somePatch()))
                .then()
                .statusCode(400)
                .body("error.message", containsString("at most 5000"));
        guest.agent()
                .body("x".repeat(5 << 20))
                .post("/agents/" + vmId + "/reports/assessment")
                .then()
                .statusCode(413)
                .body("error.code", equalTo("RequestEntityTooLarge"));
        GuestDouble.listener()
                .contentType("application/x-www-form-urlencoded")
                .body("vmId")
                .post("/agents/enroll")
                .then()
                .statusCode(415)
                .body("error.code", equalTo("UnsupportedMediaType"))
                .body("error.message", containsString("application/json"));
        guest.agent().delete("/agents/" + vmId + "/goal-state").then().statusCode(405);
        guest.agent().get("/nowhere").then().statusCode(404).body("error.code", equalTo("ResourceNotFound"));
        GuestDouble.host().queryParam("after", "x").get("/hosts/guests").then().statusCode(400);
        GuestDouble.host()
                .body("{\"state\": \"running\", \"at\": \"" + Instant.now() + "\"}")
                .post("/hosts/guests/" + UUID.randomUUID() + "/power")
                .then()
                .statusCode(404);
    }

    @Test
    @Rule({"E1", "E2", "E3", "E4"})
    @DisplayName("E1 to E4: a VM is enabled off-peak, step by step, each asked by long poll and reported by the guest")
    void vmIsEnabled() {
        Enabled vm = enabledVm();

        vm.guest().goal().then().body("nativeUpdates", equalTo("TurnOff")).body("revision", greaterThan(0));
        at(LATER_VERSION)
                .get(vm.path() + "/instanceView")
                .then()
                .body("vmAgent.vmAgentVersion", equalTo("0.1.0"))
                .body("osName", equalTo("Windows Server 2019 Datacenter"));
    }

    @Test
    @Rule("E1")
    @DisplayName("E1: the platform's extension is shown once a guest has it, and no user removes it")
    void platformsExtensionIsShown() {
        Enabled vm = enabledVm();
        String extension = vm.path() + "/extensions/WindowsPatchExtension";

        at(LATER_VERSION)
                .get(extension)
                .then()
                .statusCode(200)
                .body("id", equalTo(extension))
                .body("type", equalTo("Microsoft.Compute/virtualMachines/extensions"))
                .body("location", equalTo("westeurope"))
                .body("properties.publisher", equalTo("Microsoft.CPlat.Core"))
                .body("properties.type", equalTo("WindowsPatchExtension"))
                .body(
                        "properties.typeHandlerVersion",
                        equalTo(vm.guest().extensionVersion.orElseThrow()))
                .body("properties.provisioningState", equalTo("Succeeded"))
                .body("properties.instanceView", nullValue());
        at(LATER_VERSION)
                .queryParam("$expand", "instanceView")
                .get(extension)
                .then()
                .body("properties.instanceView.statuses[0].code", equalTo("ProvisioningState/succeeded"));
        at(LATER_VERSION).get(vm.path() + "/extensions").then().body("value.id", equalTo(List.of(extension)));
        at(LATER_VERSION)
                .delete(extension)
                .then()
                .statusCode(409)
                .body("error.code", equalTo("OperationNotAllowed"))
                .body("error.message", containsString("Change patchMode"));
        at(LATER_VERSION).delete(vm.path() + "/extensions/mine").then().statusCode(204);
        at(LATER_VERSION).get(extension).then().statusCode(200);
    }

    @Test
    @Rule("A2")
    @DisplayName("A2: a scan is asked for, its report passed on once")
    void scanIsAskedForAndPassedOn() {
        Enabled vm = enabledVm();
        String activity = UUID.randomUUID().toString();
        long revision = vm.revision();
        CompletableFuture<Response> poll =
                CompletableFuture.supplyAsync(() -> vm.guest().goalAfter(revision, 60));

        Arm.send(new AssessVm(
                vm.id(), activity, true, Instant.now(), Instant.now().plusSeconds(600)));

        poll.join().then().statusCode(200).body("assessment.activityId", equalTo(activity));
        vm.guest()
                .assessment(activity, 1, PatchOperationStatus.SUCCEEDED, List.of())
                .then()
                .statusCode(200)
                .body("accepted", equalTo(true));
        vm.guest()
                .assessment(activity, 1, PatchOperationStatus.SUCCEEDED, List.of())
                .then()
                .body("accepted", equalTo(true));
        vm.guest()
                .assessment(activity, 2, PatchOperationStatus.FAILED, List.of())
                .then()
                .body("accepted", equalTo(false));
        JsonNode reported = next(ORCHESTRATOR_RESULTS, "AssessmentReported", activity);
        assertThat(reported.get("status").asText()).isEqualTo("Succeeded");
        vm.guest().goal().then().body("assessment", nullValue());
    }

    @Test
    @Rule("A2")
    @DisplayName("A2: a scan of a VM that is off fails by name at once")
    void scanOfAVmThatIsOffFailsAtOnce() {
        Enabled vm = enabledVm();
        power(vm.id(), "stopped");
        String activity = UUID.randomUUID().toString();

        Arm.send(new AssessVm(
                vm.id(), activity, true, Instant.now(), Instant.now().plusSeconds(600)));

        assertThat(next(ORCHESTRATOR_RESULTS, "AssessmentReported", activity)
                        .get("error")
                        .get("code")
                        .asText())
                .isEqualTo("PoweredOff");
    }

    @Test
    @Rule({"I3", "O3"})
    @DisplayName("I3, O3: an order goes to the guest, is begun only with leave, ends once, and its health is judged")
    void orderIsCarriedOutAndVerified() {
        Enabled vm = enabledVm();
        String activity = UUID.randomUUID().toString();
        long revision = vm.revision();
        CompletableFuture<Response> poll =
                CompletableFuture.supplyAsync(() -> vm.guest().goalAfter(revision, 60));

        Arm.send(order(vm.id(), activity, 1, 0, Duration.ofHours(1)));
        poll.join().then().statusCode(200).body("installation.activityId", equalTo(activity));

        vm.guest()
                .installation(activity, 1, PatchOperationStatus.IN_PROGRESS)
                .then()
                .statusCode(200)
                .body("proceed", equalTo(true));
        vm.guest()
                .installation(activity, 1, PatchOperationStatus.IN_PROGRESS)
                .then()
                .body("proceed", equalTo(true));
        vm.guest().bootId = "boot-2";
        long beforeEnd = vm.revision();
        vm.guest()
                .installation(activity, 2, PatchOperationStatus.SUCCEEDED)
                .then()
                .body("accepted", equalTo(true));
        vm.guest()
                .installation(activity, 2, PatchOperationStatus.SUCCEEDED)
                .then()
                .body("accepted", equalTo(true));
        vm.guest().installation(activity, 3, PatchOperationStatus.FAILED).then().body("accepted", equalTo(false));
        vm.guest().goalAfter(beforeEnd, 20).then().statusCode(200).body("heartbeatSeconds", equalTo(0.5f));
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> {
            vm.guest().beat();
            return vm.guest().goal().<Float>path("heartbeatSeconds") == 1.0f;
        });

        assertThat(next(ORCHESTRATOR_RESULTS, "InstallationProgressed", activity)
                        .get("sequence")
                        .asLong())
                .isEqualTo(1);
        assertThat(next(ORCHESTRATOR_RESULTS, "InstallationEnded", activity)
                        .get("status")
                        .asText())
                .isEqualTo("Succeeded");
        JsonNode verdict = next(ORCHESTRATOR_EVENTS, "VmHealthObserved", activity);
        assertThat(verdict.get("verdict").asText()).isEqualTo("Healthy");
        assertThat(verdict.get("bootId").asText()).isEqualTo("boot-2");
    }

    @Test
    @Rule("O7")
    @DisplayName("O7: a guest that never reports ends by name, and its late report changes nothing")
    void silentGuestEndsByName() {
        Enabled vm = enabledVm();
        String activity = UUID.randomUUID().toString();

        Arm.send(order(vm.id(), activity, 1, 0, Duration.ofSeconds(4)));

        assertThat(next(ORCHESTRATOR_RESULTS, "InstallationEnded", activity)
                        .get("error")
                        .get("code")
                        .asText())
                .isEqualTo("AgentSilent");
        assertThat(next(ORCHESTRATOR_EVENTS, "VmHealthObserved", activity)
                        .get("verdict")
                        .asText())
                .isEqualTo("Unknown");
        vm.guest()
                .installation(activity, 1, PatchOperationStatus.SUCCEEDED)
                .then()
                .body("accepted", equalTo(false));
    }

    @Test
    @Rule("U6")
    @DisplayName("U6: a stopped rollout's order is refused, one not begun is withdrawn, a cancelled one too")
    void stoppedRolloutTouchesNobodyElse() {
        Enabled vm = enabledVm();
        String rollout = UUID.randomUUID().toString();
        String first = UUID.randomUUID().toString();
        String second = UUID.randomUUID().toString();
        String third = UUID.randomUUID().toString();

        Arm.send(order(vm.id(), first, 1, rollout, 1));
        await().atMost(PATIENCE).until(() -> first.equals(vm.guest().goal().path("installation.activityId")));
        Arm.send(new RolloutChanged(rollout, "november", "Paused", 2, 1, Instant.now()));
        assertThat(refusal(first)).isEqualTo("FENCED");
        vm.guest()
                .installation(first, 1, PatchOperationStatus.IN_PROGRESS)
                .then()
                .body("proceed", equalTo(false));

        Arm.send(order(vm.id(), second, 2, rollout, 1));
        assertThat(refusal(second)).isEqualTo("FENCED");

        Arm.send(order(vm.id(), third, 3, rollout, 2));
        await().atMost(PATIENCE).until(() -> third.equals(vm.guest().goal().path("installation.activityId")));
        Arm.send(new CancelInstallation(vm.id(), third, "The release was withdrawn."));
        assertThat(refusal(third)).isEqualTo("FENCED");
        vm.guest().goal().then().body("installation", nullValue());
    }

    @Test
    @Rule("I3")
    @DisplayName("I3: an order outside the window is refused; so is one for a VM that is not enabled")
    void lastChecksRefuse() {
        Enabled vm = enabledVm();
        String tooLong = UUID.randomUUID().toString();
        Arm.send(order(vm.id(), tooLong, 1, 0, Duration.ofHours(20)));
        assertThat(refusal(tooLong)).isEqualTo("OUTSIDE_WINDOW");

        String vmId = createVm();
        GuestDouble guest = GuestDouble.enrolled(vmId);
        guest.beat().then().statusCode(200);
        String tooEarly = UUID.randomUUID().toString();
        Arm.send(order(vmId, tooEarly, 1, 0, Duration.ofHours(1)));
        assertThat(refusal(tooEarly)).isEqualTo("NOT_ENABLED");
    }

    @Test
    @Rule("E5")
    @DisplayName("E5: silence is noticed in real time; the next heartbeat brings the agent back")
    void silentAgentIsNoticed() {
        Enabled vm = enabledVm();
        Instant from = Instant.now();

        JsonNode silent = nextOf(ORCHESTRATOR_EVENTS, "VmHealthChanged", vm.id(), "Unknown");
        vm.guest().beat().then().statusCode(200);
        JsonNode back = nextOf(ORCHESTRATOR_EVENTS, "VmHealthChanged", vm.id(), "Healthy");

        assertThat(Instant.parse(silent.get("observedAt").asText())).isAfter(from);
        assertThat(back.get("version").asLong())
                .isGreaterThan(silent.get("version").asLong());
    }

    @Test
    void pollsOfOneVmAtTheSameMomentAreAllAnswered() {
        Enabled vm = enabledVm();
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest poll = HttpRequest.newBuilder(
                        URI.create(ComputeTestResource.agentsUrl() + "/agents/" + vm.id() + "/goal-state"))
                .header("Authorization", "Bearer " + vm.guest().credential())
                .timeout(PATIENCE)
                .build();
        // One list of waiting polls per VM: whoever joins it while the last one leaves must not be lost with it.
        for (int round = 0; round < 200; round++) {
            List<CompletableFuture<Integer>> answers = IntStream.range(0, 8)
                    .mapToObj(i -> client.sendAsync(poll, HttpResponse.BodyHandlers.discarding())
                            .thenApply(HttpResponse::statusCode))
                    .toList();

            assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(200));
        }
    }

    @Test
    void deletedVmEndsItsAgentAndItsHostIsTold() {
        Enabled vm = enabledVm();
        long feed = ((Number) GuestDouble.descriptor(vm.id()).get("revision")).longValue();
        String activity = UUID.randomUUID().toString();
        Arm.send(order(vm.id(), activity, 1, 0, Duration.ofHours(1)));
        await().atMost(PATIENCE).until(() -> activity.equals(vm.guest().goal().path("installation.activityId")));
        long revision = vm.revision();
        CompletableFuture<Response> poll =
                CompletableFuture.supplyAsync(() -> vm.guest().goalAfter(revision, 60));

        Arm.finish(at(LATER_VERSION).delete(vm.path()));

        poll.join().then().statusCode(404);
        vm.guest().beat().then().statusCode(404);
        assertThat(next(ORCHESTRATOR_RESULTS, "InstallationEnded", activity)
                        .get("error")
                        .get("code")
                        .asText())
                .isEqualTo("VmDeleted");
        await().atMost(PATIENCE)
                .until(() -> GuestDouble.host()
                                .queryParam("after", feed)
                                .queryParam("waitSeconds", 5)
                                .get("/hosts/guests")
                                .jsonPath()
                                .getList("guests.findAll { it.vmId == '" + vm.id() + "' && it.deleted }")
                                .size()
                        == 1);
    }

    @Test
    void workUnderWayIsCounted() {
        Enabled vm = enabledVm();
        String activity = UUID.randomUUID().toString();
        Arm.send(order(vm.id(), activity, 1, 0, Duration.ofHours(1)));

        await().atMost(PATIENCE).until(() -> RestAssured.get("/internal/work").<Integer>path("underWay") >= 1);
    }

    /** A VM that went all the way to enabled. */
    record Enabled(String path, String id, GuestDouble guest) {
        long revision() {
            return ((Number) guest.goal().path("revision")).longValue();
        }
    }

    static Enabled enabledVm() {
        String path = createPath();
        String vmId = at(LATER_VERSION).get(path).path("properties.vmId");
        GuestDouble guest = GuestDouble.enrolled(vmId);
        power(vmId, "running");
        guest.beat().then().statusCode(200);
        await().atMost(PATIENCE).until(() -> guest.goal().path("extension.activityId") != null);
        Response goal = guest.goal();
        String step = goal.path("extension.activityId");
        String version = goal.path("extension.version");
        guest.extension(step, 1, PatchOperationStatus.IN_PROGRESS, null).then().body("proceed", equalTo(true));
        guest.extensionVersion = Optional.of(version);
        guest.extension(step, 2, PatchOperationStatus.SUCCEEDED, version).then().body("accepted", equalTo(true));
        Arm.send(new AssessmentCompleted(
                vmId,
                UUID.randomUUID().toString(),
                1,
                PatchOperationStatus.SUCCEEDED,
                Instant.now(),
                Instant.now(),
                false,
                0,
                0,
                Optional.empty()));
        nextVm(vmId);
        guest.beat().then().statusCode(200);
        return new Enabled(path, vmId, guest);
    }

    private static String createVm() {
        return at(LATER_VERSION).get(createPath()).path("properties.vmId");
    }

    /** Where it is night now. */
    private static String createPath() {
        String subscription = Arm.newSubscription();
        Arm.propagate(subscription, FeatureState.REGISTERED);
        int ahead = 23 - Instant.now().atZone(ZoneOffset.UTC).getHour();
        String zone = ahead <= 12 ? "Etc/GMT-" + ahead : "Etc/GMT+" + (24 - ahead);
        return Arm.create(
                Arm.newGroup(subscription),
                "vm1",
                Arm.windowsVm("\"timeZone\": \"" + zone + "\", " + Arm.patchMode("AutomaticByPlatform")));
    }

    private static void power(String vmId, String state) {
        GuestDouble.host()
                .body("{\"state\": \"" + state + "\", \"at\": \"" + Instant.now() + "\"}")
                .post("/hosts/guests/" + vmId + "/power")
                .then()
                .statusCode(204);
    }

    static InstallPatches order(String vmId, String activity, long number, long epoch, Duration within) {
        return order(vmId, activity, number, UUID.randomUUID().toString(), epoch, within);
    }

    private static InstallPatches order(String vmId, String activity, long number, String rollout, long epoch) {
        return order(vmId, activity, number, rollout, epoch, Duration.ofHours(1));
    }

    private static InstallPatches order(
            String vmId, String activity, long number, String rollout, long epoch, Duration within) {
        Instant now = Instant.now();
        return new InstallPatches(
                vmId,
                activity,
                number,
                Optional.of(rollout),
                epoch,
                now,
                now.plus(within),
                Duration.ofMillis(1500),
                List.of(Classification.CRITICAL, Classification.SECURITY),
                Optional.empty(),
                List.of(),
                List.of(),
                RebootSetting.IF_REQUIRED,
                "Platform");
    }

    private static String refusal(String activity) {
        return next(ORCHESTRATOR_EVENTS, "InstallationRefused", activity)
                .get("reason")
                .asText();
    }

    /** The next message of that type about that activity; whatever else waits there is taken too. */
    private static JsonNode next(String queue, String type, String activity) {
        return take(
                queue,
                event -> event.get("type").asText().endsWith("." + type)
                        && activity.equals(event.get("data").path("activityId").asText()));
    }

    private static JsonNode nextOf(String queue, String type, String vmId, String health) {
        return take(
                queue,
                event -> event.get("type").asText().endsWith("." + type)
                        && vmId.equals(event.get("subject").asText())
                        && health.equals(event.get("data").path("health").asText()));
    }

    private static void nextVm(String vmId) {
        take(
                ORCHESTRATOR_EVENTS,
                event -> event.get("type").asText().endsWith(".VmChanged")
                        && vmId.equals(event.get("subject").asText())
                        && event.get("data").path("vm").path("enabled").asBoolean());
    }

    private static JsonNode take(String queue, Predicate<JsonNode> wanted) {
        try (BrokerClient client = TestServers.client()) {
            return client.receive(queue, body -> wanted.test(read(body)), PATIENCE)
                    .map(body -> read(body).get("data"))
                    .orElseThrow(() -> new AssertionError("no such message on " + queue));
        }
    }

    private static JsonNode read(String body) {
        try {
            return Json.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
