package dev.offpeak.local.clock;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkProbeTest {
    private final List<HttpServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void addsUpTheWorkOfAllServices() throws IOException {
        WorkProbe probe = probe(
                service(200, "{\"underWay\":3,\"messageDelayMillis\":40}"),
                service(200, "{\"underWay\":0,\"messageDelayMillis\":700}"));

        assertThat(probe.read()).isEqualTo(new WorkReading(3, 700, 0));
    }

    @Test
    void whoDoesNotAnswerProperlyIsSilentAndNeverIdle() throws IOException {
        WorkProbe probe = probe(
                service(200, "{\"underWay\":1,\"messageDelayMillis\":0}"),
                service(503, "{\"underWay\":0,\"messageDelayMillis\":0}"),
                service(200, "not JSON"),
                service(200, "{}"),
                URI.create("http://127.0.0.1:1/internal/work"));

        assertThat(probe.read()).isEqualTo(new WorkReading(1, 0, 4));
    }

    private static WorkProbe probe(URI... services) {
        return new WorkProbe(Stream.of(services).toList(), Duration.ofMinutes(1));
    }

    private URI service(int status, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        servers.add(server);
        server.createContext("/internal/work", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/internal/work");
    }
}
