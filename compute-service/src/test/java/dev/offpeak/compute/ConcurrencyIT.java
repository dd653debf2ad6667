package dev.offpeak.compute;

import static dev.offpeak.compute.Arm.LATER_VERSION;
import static dev.offpeak.compute.Arm.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.offpeak.rules.Rule;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What several clients at once may do to one VM or group, against the packaged service. No operation stays InProgress. */
@QuarkusIntegrationTest
@WithTestResource(value = ComputeTestResource.class, scope = TestResourceScope.GLOBAL)
class ConcurrencyIT {
    private static final int CLIENTS = 8;

    @Test
    @Rule("V1")
    @DisplayName(
            "V1: of two clients that update what they both read, one wins and the other is told to read again (412)")
    void oneOfTwoUpdatesWithTheSameETagWins() throws Exception {
        String vm = newVm();
        String etag = at(LATER_VERSION).get(vm).header("ETag");

        List<Response> answers = atOnce(client -> at(LATER_VERSION)
                .header("If-Match", etag)
                .body("{\"tags\": {\"winner\": \"" + client + "\"}}")
                .patch(vm));

        assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() == 412)
                .hasSize(CLIENTS - 1)
                .allSatisfy(answer -> {
                    assertThat(answer.<String>path("error.code")).isEqualTo("PreconditionFailed");
                    assertThat(answer.<String>path("error.message")).contains("read it again");
                });
        finishAll(answers);
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: without If-Match updates are taken one after the other and none is lost, PUT and PATCH alike")
    void updatesWithoutAConditionAreAllKept() throws Exception {
        String vm = newVm();

        List<Response> answers = atOnce(client -> client % 2 == 0
                ? at(LATER_VERSION)
                        .body("{\"tags\": {\"client" + client + "\": \"was here\"}}")
                        .patch(vm)
                : at(LATER_VERSION)
                        .body("{\"location\": \"westeurope\", \"properties\": {\"licenseType\": \"Windows_Server\","
                                + " \"diagnosticsProfile\": {\"bootDiagnostics\": {\"storageUri\": \"https://a/"
                                + client
                                + "\"}}}}")
                        .put(vm));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
        assertThat(finishAll(answers)).containsOnly("Succeeded");
        Response after = at(LATER_VERSION).get(vm);
        assertThat(after.<Map<String, String>>path("tags"))
                .containsOnlyKeys("client0", "client2", "client4", "client6");
        after.then()
                .body("properties.provisioningState", equalTo("Succeeded"))
                .body("properties.licenseType", equalTo("Windows_Server"))
                .body("properties.diagnosticsProfile.bootDiagnostics.storageUri", containsString("https://a/"));
    }

    @Test
    @Rule("V3")
    @DisplayName("V3: of several that create the same VM at once, one creates it and the others find it")
    void oneOfSeveralCreatesTheVm() throws Exception {
        String vm = Arm.vm(Arm.newGroup(), "web1");

        List<Response> answers =
                atOnce(client -> at(LATER_VERSION).body(Arm.windowsVm("")).put(vm));

        assertThat(answers)
                .extracting(Response::statusCode)
                .containsOnlyOnce(201)
                .contains(200);
        assertThat(answers.stream()
                        .map(answer -> answer.<String>path("properties.vmId"))
                        .distinct())
                .hasSize(1);
        assertThat(finishAll(answers)).containsOnly("Succeeded");
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: creating with If-None-Match: * succeeds once, the others are told that it exists")
    void oneOfSeveralConditionalCreationsWins() throws Exception {
        String vm = Arm.vm(Arm.newGroup(), "web1");

        List<Response> answers = atOnce(client -> at(LATER_VERSION)
                .header("If-None-Match", "*")
                .body(Arm.windowsVm(""))
                .put(vm));

        assertThat(answers)
                .extracting(Response::statusCode)
                .containsOnlyOnce(201)
                .contains(412);
        finishAll(answers);
    }

    @Test
    @Rule("V3")
    @DisplayName("V3: a delete during an update wins; both operations end")
    void deleteDuringAnUpdate() throws Exception {
        String vm = newVm();

        Response update = at(LATER_VERSION).body("{\"tags\": {\"a\": \"b\"}}").patch(vm);
        Response deletion = at(LATER_VERSION).delete(vm);

        update.then().statusCode(200);
        deletion.then().statusCode(202);
        assertThat(Arm.finish(deletion).<String>path("status")).isEqualTo("Succeeded");
        assertThat(Arm.finish(update).<String>path("status")).isIn("Succeeded", "Failed");
        at(LATER_VERSION).get(vm).then().statusCode(404);
    }

    @Test
    @Rule("V1")
    @DisplayName(
            "V1: whatever would change a VM that is being deleted is a 409 that says what to do; deleting it again is fine")
    void nothingChangesAVmThatIsBeingDeleted() throws Exception {
        String group = Arm.newGroup();
        String set = Arm.set(group, "set1");
        at(LATER_VERSION)
                .body("{\"location\": \"westeurope\", \"sku\": {\"name\": \"Aligned\"},"
                        + " \"properties\": {\"platformFaultDomainCount\": 2, \"platformUpdateDomainCount\": 5}}")
                .put(set)
                .then()
                .statusCode(200);
        String body = Arm.windowsVm("")
                .replace("\"properties\": {", "\"properties\": {\"availabilitySet\": {\"id\": \"" + set + "\"},");
        String vm = Arm.create(group, "vm1", body);

        Response deletion;
        try (Connection held = ComputeTestResource.database();
                Statement statement = held.createStatement()) {
            holdTheSet(held, statement, set);
            deletion = at(LATER_VERSION).delete(vm);
            deletion.then().statusCode(202);

            for (Response refused : List.of(
                    at(LATER_VERSION).body("{\"tags\": {\"a\": \"b\"}}").patch(vm),
                    at(LATER_VERSION).body("{\"location\": \"westeurope\"}").put(vm),
                    at(LATER_VERSION).post(vm + "/start"),
                    at(LATER_VERSION).post(vm + "/revokeAgentCredential"))) {
                refused.then()
                        .statusCode(409)
                        .body("error.code", equalTo("Conflict"))
                        .body("error.message", containsString("is being deleted. Wait until it is gone"));
            }
            at(LATER_VERSION).get(vm).then().body("properties.provisioningState", equalTo("Deleting"));
            at(LATER_VERSION).delete(vm).then().statusCode(202);
            held.rollback();
        }

        assertThat(Arm.finish(deletion).<String>path("status")).isEqualTo("Succeeded");
        at(LATER_VERSION).get(vm).then().statusCode(404);
    }

    @Test
    @Rule("V3")
    @DisplayName("V3: a group that is deleted while VMs are created in it takes them along, or they are refused")
    void groupDeletedDuringCreation() throws Exception {
        String group = Arm.newGroup();

        List<Response> answers = atOnce(client -> client == CLIENTS / 2
                ? at(LATER_VERSION).delete(group)
                : at(LATER_VERSION).body(Arm.windowsVm("")).put(Arm.vm(group, "vm" + client)));

        assertThat(answers.get(CLIENTS / 2).statusCode()).isEqualTo(202);
        assertThat(answers).extracting(Response::statusCode).allMatch(status -> List.of(201, 202, 404, 409)
                .contains(status));
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 409).allSatisfy(answer -> assertThat(
                        answer.<String>path("error.code"))
                .isEqualTo("ResourceGroupBeingDeleted"));
        assertThat(finishAll(answers)).isSubsetOf("Succeeded", "Failed");
        at(LATER_VERSION).head(group).then().statusCode(404);
    }

    @Test
    @Rule("V3")
    @DisplayName("V3: a newer action on power preempts the one under way, whose operation says so")
    void newerPowerActionPreempts() {
        String vm = newVm();
        String vmId = at(LATER_VERSION).get(vm).path("properties.vmId");

        Response off = at(LATER_VERSION).post(vm + "/deallocate");
        Response on = at(LATER_VERSION).post(vm + "/start");

        off.then().statusCode(202);
        Arm.finish(off).then().body("status", equalTo("Failed")).body("error.code", equalTo("OperationPreempted"));
        GuestDouble.host()
                .body("{\"state\": \"running\", \"at\": \"" + Instant.now() + "\"}")
                .post("/hosts/guests/" + vmId + "/power")
                .then()
                .statusCode(204);
        Arm.finish(on).then().body("status", equalTo("Succeeded"));
    }

    /** Deletions of its VMs wait meanwhile: they lock the set first. */
    private static void holdTheSet(Connection held, Statement statement, String set) throws SQLException {
        held.setAutoCommit(false);
        statement.execute(
                "SELECT 1 FROM availability_set WHERE key = '" + set.toLowerCase(Locale.ROOT) + "' FOR UPDATE");
    }

    private static String newVm() {
        return Arm.create(Arm.newGroup(), "vm1", Arm.windowsVm(""));
    }

    /** What one client does. */
    private interface Request {
        Response send(int client);
    }

    /** Every client sends its request when all are ready; the answers by client. */
    private static List<Response> atOnce(Request request) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            CountDownLatch ready = new CountDownLatch(CLIENTS);
            List<Callable<Response>> calls = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                calls.add(() -> {
                    ready.countDown();
                    ready.await();
                    return request.send(client);
                });
            }
            List<Response> answers = new ArrayList<>();
            for (Future<Response> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    /** How the operations of these answers ended. */
    private static Stream<String> finishAll(List<Response> answers) {
        return answers.stream()
                .filter(answer -> answer.header("Azure-AsyncOperation") != null)
                .map(answer -> Arm.finish(answer).<String>path("status"));
    }
}
