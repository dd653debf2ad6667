package dev.offpeak.features.api;

import static dev.offpeak.features.api.Calls.AUTO_PATCH;
import static dev.offpeak.features.api.Calls.FEATURE;
import static dev.offpeak.features.api.Calls.aSubscription;
import static dev.offpeak.features.api.Calls.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.offpeak.embedded.PlatformTestResource;
import dev.offpeak.features.ShortTimes;
import dev.offpeak.rules.Rule;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusIntegrationTest
@QuarkusTestResource(PlatformTestResource.class)
@QuarkusTestResource(ShortTimes.class)
class BadRequestsIT {
    @Test
    @Rule("V1")
    @DisplayName("V1: an api-version is required")
    void requiresAnApiVersion() {
        given().get("/subscriptions/{s}/providers", aSubscription())
                .then()
                .statusCode(400)
                .body("error.code", equalTo("MissingApiVersionParameter"))
                .body(
                        "error.message",
                        equalTo("The api-version query parameter (?api-version=) is required for all requests."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/subscriptions/a/b/c/d/e", "/", "/subscriptions//"})
    void answersUnknownPathsWith404OrARefusal(String path) {
        given().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(path.equals("/subscriptions//") ? 400 : 404)
                .body("error.code", notNullValue())
                .body("error.message", notNullValue())
                .header("x-ms-request-id", notNullValue());
    }

    @Test
    void namesTheNamespaceWhoseTypeIsUnknown() {
        get("2024-11-01", "/subscriptions/{s}/providers/Microsoft.Compute/nosuchtype/x/y/z", aSubscription())
                .statusCode(404)
                .body("error.code", equalTo("InvalidResourceType"))
                .body("error.message", containsString("Microsoft.Compute"));
    }

    @Test
    void answersAWrongMethodWith404() {
        given().queryParam("api-version", "2021-07-01")
                .delete(FEATURE, aSubscription(), AUTO_PATCH)
                .then()
                .statusCode(404)
                .body("error.code", equalTo("InvalidResourceType"))
                .body("error.message", containsString("'DELETE /subscriptions/"));
    }

    @Test
    @Rule("V5")
    @DisplayName("V5: every answer has its ids, and the caller's come back")
    void carriesIds() {
        given().queryParam("api-version", "2021-07-01")
                .header("x-ms-correlation-request-id", "0ca1959d-1dc1-44a7-8491-05b9b7219424")
                .header("x-ms-client-request-id", "client-1")
                .header("x-ms-return-client-request-id", "true")
                .get(FEATURE, aSubscription(), AUTO_PATCH)
                .then()
                .statusCode(200)
                .header("x-ms-request-id", notNullValue())
                .header("x-ms-correlation-request-id", equalTo("0ca1959d-1dc1-44a7-8491-05b9b7219424"))
                .header("x-ms-client-request-id", equalTo("client-1"));
        given().header("x-ms-client-request-id", "client-1")
                .get("/nowhere")
                .then()
                .header("x-ms-correlation-request-id", notNullValue())
                .header("x-ms-client-request-id", nullValue());
    }

    @Test
    @Rule("V4")
    @DisplayName("V4: a body over 8 MB is refused before it is read")
    void refusesLargeBodies() throws IOException {
        String answer = raw(
                "POST /subscriptions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000000\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 413")
                .contains("RequestEntityTooLarge")
                .contains("x-ms-request-id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/subscriptions/a%25zz", "/subscriptions/a%00b?api-version=2022-12-01", "/%ff"})
    void refusesMalformedUris(String uri) throws IOException {
        String answer = raw("GET " + uri + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("InvalidRequestUri");
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
