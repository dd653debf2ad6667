package dev.offpeak.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a person does with rollouts, one request after the other. */
final class RolloutsClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final Testbed testbed;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int published;

    RolloutsClient(Testbed testbed) {
        this.testbed = testbed;
    }

    /** An answer and how long it took. */
    record Answer(JsonNode body, Duration took) {}

    /**
     * Publishes a release; there is a plan once {@link #awaitPlan} returns.
     *
     * @param policy as JSON
     * @return the rollout's id
     */
    String publish(String policy) {
        String name = "bench-" + ++published;
        return send("POST", "/releases", "{\"name\":\"" + name + "\",\"policy\":" + policy + "}")
                .body()
                .path("rolloutId")
                .asText();
    }

    void awaitPlan(String rolloutId) {
        await("the plan", "select planned_at is not null from rollout where id = '" + rolloutId + "'");
    }

    /** Asks the database until it says yes. */
    void await(String what, String question) {
        long begun = System.nanoTime();
        while (!testbed.query(question).get(0).getBoolean(0)) {
            if (System.nanoTime() - begun > LONGEST_WAIT.toNanos()) {
                throw new BenchFailure("Waited in vain for " + what + ": see the logs in "
                        + testbed.folder().resolve("logs"));
            }
            Testbed.pause(BETWEEN_LOOKS);
        }
    }

    Answer act(String rolloutId, String action) {
        return send("POST", "/rollouts/" + rolloutId + "/" + action, "");
    }

    Answer stopEverything() {
        return send("PUT", "/platform/stop", "{\"by\":\"the bench\",\"why\":\"to measure it\"}");
    }

    void releaseStop() {
        send("DELETE", "/platform/stop", "");
    }

    Answer get(String path) {
        return send("GET", path, "");
    }

    /** The same again and again, in milliseconds. */
    List<Double> times(String path, int count) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            millis.add(get(path).took().toNanos() / 1e6);
        }
        return millis;
    }

    private Answer send(String method, String path, String body) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(testbed.service() + path))
                    .header("Authorization", "Bearer bench")
                    .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
            if (!body.isEmpty()) {
                request.header("Content-Type", "application/json");
            }
            long begun = System.nanoTime();
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            if (answer.statusCode() / 100 != 2) {
                throw new BenchFailure(
                        method + " " + path + " was answered with " + answer.statusCode() + ": " + answer.body());
            }
            return new Answer(answer.body().isEmpty() ? JSON.nullNode() : JSON.readTree(answer.body()), took);
        } catch (JsonProcessingException e) {
            throw new BenchFailure(method + " " + path + " was answered by no JSON", e);
        } catch (IOException e) {
            throw new BenchFailure(method + " " + path + " failed: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", e);
        }
    }
}
