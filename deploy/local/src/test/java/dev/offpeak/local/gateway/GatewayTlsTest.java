package dev.offpeak.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.local.tls.Certificates;
import dev.offpeak.rules.Rule;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's TLS listener, before a service that says how the gateway was reached. */
class GatewayTlsTest {
    private static final byte ALERT = 21;
    private static final byte PROTOCOL_VERSION = 70;

    @TempDir
    private static Path folder;

    private static Vertx vertx;
    private static Gateway gateway;
    private static SSLContext trust;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        HttpServer service = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .end(request.getHeader("x-forwarded-proto") + "://" + request.getHeader("x-forwarded-host")))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        Certificates certificates = Certificates.in(folder, Instant.now());
        gateway = new Gateway(RouteTable.builtIn(), Map.of(Backend.ORCHESTRATOR, service.actualPort()));
        port = gateway.listenHttps(0, certificates.certificate(), certificates.key());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(KeyStore.getInstance(
                certificates.trustStore().toFile(), Certificates.TRUST_STORE_PASSWORD.toCharArray()));
        trust = SSLContext.getInstance("TLS");
        trust.init(null, trusted.getTrustManagers(), null);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        vertx.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    @Rule("V3")
    @DisplayName("V3: the service learns that it was https, and under which name")
    void tellsTheServiceHowItWasReached(String host) throws Exception {
        assertThat(get(host, new SSLParameters()).body()).isEqualTo("https://" + host + ":" + port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksTheVersionsThatAreInUse(String version) throws Exception {
        SSLParameters only = new SSLParameters();
        only.setProtocols(new String[] {version});

        HttpResponse<String> answer = get("localhost", only);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo(version);
    }

    @Test
    void refusesTheVersionBeforeThem() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(helloOfTls11());

            byte[] answer = socket.getInputStream().readNBytes(7);

            assertThat(answer[0]).isEqualTo(ALERT);
            assertThat(answer[6]).isEqualTo(PROTOCOL_VERSION);
        }
    }

    /** A client's first message, by hand: this JDK has no client left that speaks so old a version. */
    private static byte[] helloOfTls11() {
        ByteArrayOutputStream hello = new ByteArrayOutputStream();
        HexFormat hex = HexFormat.of();
        hello.writeBytes(hex.parseHex("16" + "0302" + "002d")); // handshake, TLS 1.1, 45 bytes
        hello.writeBytes(hex.parseHex("01" + "000029" + "0302")); // client hello, 41 bytes, TLS 1.1
        hello.writeBytes(new byte[32]); // random
        hello.writeBytes(
                hex.parseHex("00" + "0002" + "c00a" + "01" + "00")); // no session, one cipher suite, no compression
        return hello.toByteArray();
    }

    private static HttpResponse<String> get(String host, SSLParameters parameters) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(trust)
                .sslParameters(parameters)
                .build();
        URI uri = URI.create("https://" + host + ":" + port + "/releases");
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
