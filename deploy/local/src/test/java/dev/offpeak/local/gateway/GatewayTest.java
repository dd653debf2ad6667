package dev.offpeak.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.rules.Rule;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Against a service that says what it was asked. */
class GatewayTest {
    private static final int DEAD_PORT = 1;
    private static final byte[] LARGE = new byte[3_000_000];

    private static Vertx vertx;
    private static Gateway gateway;
    private static int port;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        HttpServer echo = vertx.createHttpServer()
                .requestHandler(GatewayTest::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        gateway = new Gateway(
                RouteTable.builtIn(),
                Map.of(
                        Backend.ORCHESTRATOR, echo.actualPort(),
                        Backend.COMPUTE_AGENTS, echo.actualPort(),
                        Backend.FEATURES, DEAD_PORT));
        port = gateway.listenHttp(0);
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        vertx.close();
    }

    private static void answer(HttpServerRequest request) {
        if (request.path().endsWith("/unchanged")) {
            request.response().setStatusCode(304).putHeader("ETag", "\"7\"").end();
        } else if (request.path().endsWith("/large")) {
            request.response().setChunked(true);
            request.response().end(Buffer.buffer(LARGE));
        } else if (request.path().endsWith("/dies")) {
            request.connection().close();
        } else if (request.path().endsWith("/slow")) {
            vertx.setTimer(1_500, timer -> request.response().end("at last"));
        } else {
            JsonObject headers = new JsonObject();
            request.headers()
                    .forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
            request.body().onSuccess(body -> request.response()
                    .putHeader("x-ms-request-id", "of the service")
                    .end(new JsonObject()
                            .put("uri", request.uri())
                            .put("method", request.method().name())
                            .put("length", body.length())
                            .put("headers", headers)
                            .encode()));
        }
    }

    @Test
    void collapsesSlashesAndKeepsTheQueryAsItCame() throws Exception {
        JsonObject asked = json(get("//releases///2026-11?%24expand=x%2Cy&a=b+c&api-version=1&&"));

        assertThat(asked.getString("uri")).isEqualTo("/releases/2026-11?%24expand=x%2Cy&a=b+c&api-version=1&&");
    }

    @Test
    @Rule("V3")
    @DisplayName("V3: the service learns how the gateway was reached, never what the caller says of it")
    void overwritesForwardingHeaders() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/releases"))
                .header("X-Forwarded-Host", "evil.example:1")
                .header("X-Forwarded-Proto", "https")
                .header("x-forwarded-port", "1")
                .header("X-Forwarded-Prefix", "/evil")
                .header("Forwarded", "host=evil.example")
                .build();

        JsonObject headers = json(client.send(request, BodyHandlers.ofString())).getJsonObject("headers");

        assertThat(headers.getString("x-forwarded-host")).isEqualTo("localhost:" + port);
        assertThat(headers.getString("x-forwarded-proto")).isEqualTo("http");
        assertThat(headers.getString("x-forwarded-port")).isEqualTo(Integer.toString(port));
        assertThat(headers.containsKey("x-forwarded-prefix")).isFalse();
        assertThat(headers.containsKey("forwarded")).isFalse();
    }

    @Test
    void passesBodiesInBothDirections() throws Exception {
        HttpRequest put = HttpRequest.newBuilder(uri("/policies/p"))
                .PUT(BodyPublishers.ofByteArray(LARGE))
                .build();
        JsonObject asked = json(client.send(put, BodyHandlers.ofString()));
        assertThat(asked.getInteger("length")).isEqualTo(LARGE.length);
        assertThat(asked.getString("method")).isEqualTo("PUT");

        HttpRequest chunked = HttpRequest.newBuilder(uri("/policies/p"))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(LARGE)))
                .build();
        assertThat(json(client.send(chunked, BodyHandlers.ofString())).getInteger("length"))
                .isEqualTo(LARGE.length);

        HttpResponse<byte[]> large =
                client.send(HttpRequest.newBuilder(uri("/rollouts/large")).build(), BodyHandlers.ofByteArray());
        assertThat(large.body()).hasSize(LARGE.length);
    }

    @Test
    void passesAnswersWithoutBodiesOn() throws Exception {
        HttpResponse<String> unchanged = get("/agents/1/unchanged");
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.headers().firstValue("etag")).contains("\"7\"");

        HttpRequest head = HttpRequest.newBuilder(uri("/releases/x"))
                .method("HEAD", BodyPublishers.noBody())
                .build();
        assertThat(client.send(head, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @Test
    void waitsForALongPoll() throws Exception {
        assertThat(get("/agents/1/slow").body()).isEqualTo("at last");
    }

    @Test
    @Rule({"V1", "V5"})
    @DisplayName("V1, V5: a service that is away is ARM's 503 with Retry-After and the caller's ids")
    void answersForAServiceThatIsAway() throws Exception {
        for (String path : List.of("/subscriptions", "/subscriptions/s/resourceGroups", "/releases/dies")) {
            HttpRequest request = HttpRequest.newBuilder(uri(path))
                    .header("x-ms-correlation-request-id", "of-the-caller")
                    .header("x-ms-client-request-id", "mine")
                    .header("x-ms-return-client-request-id", "true")
                    .build();

            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(error(response).getString("code")).isEqualTo("ServiceUnavailable");
            assertThat(response.headers().firstValue("retry-after")).contains("5");
            assertThat(response.headers().firstValue("x-ms-correlation-request-id"))
                    .contains("of-the-caller");
            assertThat(response.headers().firstValue("x-ms-client-request-id")).contains("mine");
            assertThat(response.headers().firstValue("x-ms-request-id")).isPresent();
        }
    }

    @Test
    @Rule("V1")
    @DisplayName("V1: what nobody answers is ARM's 404")
    void answersUnknownPaths() throws Exception {
        HttpResponse<String> response = get("/subscriptions/s/resourceGroups/rg/providers/Microsoft.Sql/servers/x");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(error(response).getString("code")).isEqualTo("ResourceNotFound");
        assertThat(response.headers().firstValue("content-type")).contains("application/json; charset=utf-8");
    }

    @Test
    void refusesToClimbOutOfARoute() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write("GET /releases/../internal/work HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 400")
                    .contains("InvalidRequestUri");
        }
    }

    private static URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private static JsonObject json(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-ms-request-id")).contains("of the service");
        return new JsonObject(response.body());
    }

    private static JsonObject error(HttpResponse<String> response) {
        return new JsonObject(response.body()).getJsonObject("error");
    }
}
