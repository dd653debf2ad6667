package dev.offpeak.local.clock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks every service what work is under way. A service that does not answer properly within a second is silent. */
public final class WorkProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final List<URI> services;
    private final Duration patience;

    /** @param services where each service answers {@code GET /internal/work} */
    public WorkProbe(Collection<URI> services) {
        this(services, PATIENCE);
    }

    WorkProbe(Collection<URI> services, Duration patience) {
        this.services = List.copyOf(services);
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .build();
    }

    /** Asks all of them at once; returns within about a second. */
    public WorkReading read() {
        return services.stream().map(this::ask).toList().stream()
                .map(CompletableFuture::join)
                .reduce(WorkReading.IDLE, WorkReading::plus);
    }

    private CompletableFuture<WorkReading> ask(URI service) {
        return client.sendAsync(
                        HttpRequest.newBuilder(service).timeout(patience).build(), BodyHandlers.ofByteArray())
                .thenApply(WorkProbe::reading)
                .exceptionally(failure -> WorkReading.SILENT);
    }

    private static WorkReading reading(HttpResponse<byte[]> response) {
        try {
            JsonNode body = JSON.readTree(response.body());
            if (response.statusCode() != 200 || !body.path("underWay").isNumber()) {
                return WorkReading.SILENT;
            }
            return new WorkReading(
                    body.path("underWay").asLong(),
                    body.path("messageDelayMillis").asLong(),
                    0);
        } catch (IOException e) {
            return WorkReading.SILENT;
        }
    }
}
