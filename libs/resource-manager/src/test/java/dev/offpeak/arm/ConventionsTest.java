package dev.offpeak.arm;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The conventions over HTTP, with a resource that does everything wrong that can be done wrong. */
@QuarkusTest
@QuarkusTestResource(PlatformTestResource.class)
class ConventionsTest {
    private static final String SUBSCRIPTION = "00000000-0000-0000-0000-00000000000b";
    private static final String VMS =
            "/subscriptions/" + SUBSCRIPTION + "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "{ | -",
                "not json | -",
                "[] | -",
                "5 | -",
                "{\"name\":5} | name",
                "{\"enabled\":\"true\"} | enabled",
                "{\"enabled\":1} | enabled",
                "{\"count\":1.5} | count",
                "{\"count\":99999999999} | count",
                "{\"zones\":\"1\"} | zones",
                "{\"zones\":[{}]} | zones[0]",
                "{\"tags\":{\"a\":[]}} | tags.a"
            })
    @Rule("V4")
    @DisplayName("V4: JSON that is malformed or of the wrong type is 400 InvalidRequestContent with its path")
    void refusesBadJson(String body, String target) {
        json().body(body)
                .put(VMS + "/vm")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidRequestContent"))
                .body("error.target", target == null ? nullValue() : equalTo(target))
                .body("error.message", not(containsString("java")));
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: a member given twice and a header that is no media type are the caller's to mend")
    void refusesWhatIsAmbiguousOrNoMediaType() {
        json().body("{\"name\":\"a\",\"name\":\"b\"}")
                .put(VMS + "/vm")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidRequestContent"))
                .body("error.message", containsString("Duplicate"));
        json().header("Accept", ";;")
                .get(VMS + "/vm")
                .then()
                .statusCode(406)
                .body("error.code", equalTo("NotAcceptable"));
    }

    @Test
    void refusesInvalidUtf8AndEmptyBodies() {
        json().body(new byte[] {'{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xff, '"', '}'})
                .put(VMS + "/vm")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidRequestContent"));
        json().body(new byte[] {0, 0, 0, 0, 0, 0})
                .put(VMS + "/vm")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidRequestContent"));
        json().put(VMS + "/vm").then().statusCode(400).body("error.code", equalTo("InvalidRequestContent"));
        json().body("null")
                .put(VMS + "/vm")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidRequestContent"));
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: unknown properties are ignored")
    void ignoresUnknownProperties() {
        json().body("{\"name\":\"a\",\"other\":{\"x\":1}}")
                .put(VMS + "/vm")
                .then()
                .statusCode(200)
                .body("name", equalTo("a"));
    }

    @Test
    void refusesDeeplyNestedBodies() {
        json().body("[".repeat(1500) + "]".repeat(1500))
                .post(VMS + "/vm/restart")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidRequestContent"));
    }

    @Test
    void refusesOtherMediaTypes() {
        given().queryParam("api-version", "2020-06-01")
                .contentType("text/plain")
                .body("x")
                .put(VMS + "/vm")
                .then()
                .statusCode(415)
                .body("error.code", equalTo("UnsupportedMediaType"));
    }

    @Test
    void answersAWrongMethodWith405() {
        json().patch(VMS + "/vm")
                .then()
                .statusCode(405)
                .body("error.code", equalTo("MethodNotAllowed"))
                .header("x-ms-request-id", notNullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"now", "later"})
    @DisplayName("a fault is a 500 with the request id and none of our secrets")
    void answersFaults(String when) {
        Response answer = json().post(VMS + "/" + when + "/start");

        answer.then()
                .statusCode(500)
                .contentType("application/json")
                .body("error.code", equalTo("InternalServerError"))
                .body("error.message", containsString(answer.getHeader("x-ms-request-id")))
                .body("error.message", not(containsString("secret")));
    }

    @Test
    @DisplayName("an operation that declares no action answers nobody")
    void answersNobodyWithoutAnAction() {
        json().post(VMS + "/vm/deallocate").then().statusCode(500);
    }

    @Test
    void refusesTextThatCannotBeStored() {
        json().body("{\"name\":\"a\\u0000b\"}")
                .post(VMS + "/vm/restart")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("InvalidRequestContent"))
                .body("error.message", containsString("NUL"));
    }

    @Test
    @Rule("V2")
    @DisplayName("V2: paths in any casing and with double slashes, names as the caller wrote them")
    void readsPathsInAnyCasing() {
        given().urlEncodingEnabled(false)
                .queryParam("API-VERSION", "2020-06-01-preview")
                .get("/Subscriptions/" + SUBSCRIPTION
                        + "/resourcegroups/Providers//providers/microsoft.compute//VIRTUALMACHINES/MyVm")
                .then()
                .statusCode(200)
                .body("group", equalTo("Providers"))
                .body("name", equalTo("MyVm"))
                .body("version", equalTo("2020-06-01-preview"));
    }

    @ParameterizedTest
    @CsvSource({
        "2020-05-31, InvalidApiVersionParameter",
        "x, InvalidApiVersionParameter",
        "'', MissingApiVersionParameter"
    })
    @Rule("V1")
    @DisplayName("V1: an api-version is required, and must be known")
    void refusesApiVersions(String version, String code) {
        given().queryParam("api-version", version)
                .get(VMS + "/vm")
                .then()
                .statusCode(400)
                .body("error.code", equalTo(code));
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: a chunked body over 8 MB is refused too")
    void refusesLargeChunkedBodies() throws IOException {
        String answer;
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("PUT " + VMS + "/vm?api-version=2020-06-01 HTTP/1.1\r\nHost: x\r\n"
                            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("100000\r\n" + " ".repeat(0x100000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            try {
                for (int i = 0; i < 9; i++) {
                    out.write(chunk);
                }
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            } catch (SocketException e) {
                // The server may close before it has read all; its answer counts.
                assertThat(e).isNotNull();
            }
            answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }

        assertThat(answer).isEqualTo("HTTP/1.1 413");
    }

    @Test
    @Rule("V3")
    @DisplayName("V3: an operation runs, ends, and shows its result in both styles, under the caller's name for us")
    void followsAnOperation() {
        Response accepted = forwarded().post(VMS + "/vm/assessPatches");
        accepted.then()
                .statusCode(202)
                .header("Retry-After", "1")
                .header("Azure-AsyncOperation", startsWith("https://arm.example:8443/subscriptions/" + SUBSCRIPTION))
                .header("Location", containsString("monitor=true"));
        String operation = accepted.getHeader("Azure-AsyncOperation").substring("https://arm.example:8443".length());
        String location = accepted.getHeader("Location").substring("https://arm.example:8443".length());
        String id = operation.replaceAll(".*/operations/([^?]*).*", "$1");
        assertThat(id).startsWith("t");

        get(operation + "&skipShutdown=false")
                .statusCode(200)
                .header("Retry-After", "1")
                .body("status", equalTo("InProgress"))
                .body("name", equalTo(id))
                .body("startTime", notNullValue())
                .body("endTime", nullValue());
        get(location).statusCode(202).header("Retry-After", "1").header("Location", notNullValue());

        end(id, "{\"status\":\"Succeeded\",\"availablePatches\":[{\"kbId\":\"4577668\"}]}", true);
        end(id, "{\"code\":\"TooLate\",\"message\":\"no\"}", false);

        get(operation)
                .statusCode(200)
                .body("status", equalTo("Succeeded"))
                .body("endTime", notNullValue())
                .body("availablePatches.kbId", hasItem("4577668"))
                .body("properties.output.availablePatches.kbId", hasItem("4577668"))
                .body("error", nullValue());
        get(location).statusCode(200).body("availablePatches.kbId", hasItem("4577668"));
    }

    @Test
    @Rule("V3")
    @DisplayName("V3: a failed operation says why in both styles")
    void showsFailure() {
        Response accepted = json().post(VMS + "/vm/assessPatches");
        String operation = accepted.getHeader("Azure-AsyncOperation");
        end(
                operation.replaceAll(".*/operations/([^?]*).*", "$1"),
                "{\"code\":\"AgentSilent\",\"message\":\"Start the VM.\"}",
                true);

        get(operation).statusCode(200).body("status", equalTo("Failed")).body("error.code", equalTo("AgentSilent"));
        get(accepted.getHeader("Location")).statusCode(409).body("error.message", equalTo("Start the VM."));
    }

    @Test
    @Rule("V3")
    @DisplayName("V3: an operation without a result ends with 200, never 204")
    void endsEmpty() {
        Response accepted = json().post(VMS + "/vm/assessPatches");
        end(accepted.getHeader("Location").replaceAll(".*/operations/([^?]*).*", "$1"), "{}", true);

        get(accepted.getHeader("Location")).statusCode(200);
    }

    @Test
    void showsAnOperationOnlyToItsSubscription() {
        String operation = json().post(VMS + "/vm/assessPatches").getHeader("Azure-AsyncOperation");

        get(operation.replace(SUBSCRIPTION, UUID.randomUUID().toString()))
                .statusCode(404)
                .body("error.code", equalTo("ResourceNotFound"));
        get(operation.replaceAll("/operations/[^?]*", "/operations/none")).statusCode(404);
    }

    private static void end(String id, String how, boolean changes) {
        json().body(how)
                .post(VMS + "/" + id + "/installPatches")
                .then()
                .statusCode(200)
                .body(equalTo(Boolean.toString(changes)));
    }

    private static ValidatableResponse get(String link) {
        return given().urlEncodingEnabled(false).get(link).then();
    }

    private static RequestSpecification json() {
        return given().queryParam("api-version", "2020-06-01").contentType("application/json");
    }

    private static RequestSpecification forwarded() {
        return json().header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "arm.example")
                .header("X-Forwarded-Port", "8443");
    }
}
