package dev.offpeak.compute;

import static io.restassured.RestAssured.given;

import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.RebootBehavior;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.agent.AssessmentReport;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.messaging.Json;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A guest's agent that does what a test says, over HTTP on the agents' listener; and its host. */
final class GuestDouble {
    private final String vmId;
    private String credential;
    String bootId = "boot-1";
    Optional<String> extensionVersion = Optional.empty();

    private GuestDouble(String vmId, String credential) {
        this.vmId = vmId;
        this.credential = credential;
    }

    /** Enrols with the token that the host feed tells. */
    static GuestDouble enrolled(String vmId) {
        Response answer = enroll(vmId, descriptor(vmId).get("enrollmentToken").toString());
        answer.then().statusCode(200);
        return new GuestDouble(vmId, answer.path("credential"));
    }

    static Response enroll(String vmId, String token) {
        return listener()
                .body(json(new EnrollmentRequest(vmId, token, "0.1.0", "boot-1")))
                .post("/agents/enroll");
    }

    /** What the host feed says of a VM, from the feed's start. */
    static Map<String, Object> descriptor(String vmId) {
        long after = 0;
        while (true) {
            JsonPath page = host().queryParam("after", after)
                    .get("/hosts/guests")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            List<Map<String, Object>> guests = page.getList("guests");
            for (Map<String, Object> guest : guests) {
                if (vmId.equals(guest.get("vmId"))) {
                    return guest;
                }
            }
            if (guests.isEmpty()) {
                throw new AssertionError("the host feed does not tell of " + vmId);
            }
            after = page.getLong("revision");
        }
    }

    static RequestSpecification listener() {
        return given().baseUri(ComputeTestResource.agentsUrl()).contentType(ContentType.JSON);
    }

    static RequestSpecification host() {
        return listener().header("Authorization", "Bearer " + ComputeTestResource.HOST_KEY);
    }

    RequestSpecification agent() {
        return listener().header("Authorization", "Bearer " + credential);
    }

    /** The same agent on a machine of its own, as after the disk was copied. */
    GuestDouble copy(String otherBootId) {
        GuestDouble copy = new GuestDouble(vmId, credential);
        copy.bootId = otherBootId;
        copy.extensionVersion = extensionVersion;
        return copy;
    }

    /** Gets another credential and uses it from now on; answers the agent as it was before. */
    GuestDouble rotated() {
        GuestDouble before = copy(bootId);
        Response answer = agent().post("/agents/" + vmId + "/credential");
        answer.then().statusCode(200);
        credential = answer.path("credential");
        return before;
    }

    /** What it presents. */
    String credential() {
        return credential;
    }

    /** The goal state at once. */
    Response goal() {
        return agent().get("/agents/" + vmId + "/goal-state");
    }

    /** The goal state when it is another than that, or 304. */
    Response goalAfter(long revision, int waitSeconds) {
        return agent().header("If-None-Match", "\"" + revision + "\"")
                .queryParam("waitSeconds", waitSeconds)
                .get("/agents/" + vmId + "/goal-state");
    }

    Response beat() {
        return beat(true);
    }

    Response beat(boolean healthy) {
        return agent().body(json(new Heartbeat(
                        bootId,
                        "0.1.0",
                        extensionVersion,
                        healthy,
                        List.of(),
                        "Windows Server 2019 Datacenter",
                        "10.0.17763",
                        "pc")))
                .post("/agents/" + vmId + "/heartbeats");
    }

    Response extension(String activityId, long sequence, PatchOperationStatus status, String version) {
        return agent().body(json(new ExtensionReport(
                        activityId,
                        sequence,
                        status,
                        Optional.ofNullable(version),
                        NativeUpdates.TURN_OFF,
                        Optional.empty())))
                .post("/agents/" + vmId + "/reports/extension");
    }

    static Patch somePatch() {
        return new Patch(
                "KB1",
                "an update",
                Optional.empty(),
                Optional.of("1"),
                List.of(Classification.SECURITY),
                RebootBehavior.NEVER_REBOOTS,
                Optional.empty());
    }

    Response assessment(String activityId, long sequence, PatchOperationStatus status, List<Patch> patches) {
        Instant now = Instant.now();
        return agent().body(json(
                        new AssessmentReport(activityId, sequence, status, now, now, false, patches, Optional.empty())))
                .post("/agents/" + vmId + "/reports/assessment");
    }

    Response installation(String activityId, long sequence, PatchOperationStatus status) {
        Instant now = Instant.now();
        return agent().body(json(new InstallationReport(
                        activityId,
                        sequence,
                        status,
                        now,
                        now,
                        List.of(),
                        RebootStatus.NOT_NEEDED,
                        false,
                        bootId,
                        Optional.empty())))
                .post("/agents/" + vmId + "/reports/installation");
    }

    static String json(Object value) {
        try {
            return Json.mapper().writeValueAsString(value);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
