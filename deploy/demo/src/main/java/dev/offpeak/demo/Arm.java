package dev.offpeak.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * A small client of the platform's gateway. A service that is away for a moment (killed and started again) is asked again: all
 * that is sent here may be sent twice.
 */
final class Arm {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration REQUEST = Duration.ofSeconds(30);
    private static final Duration AWAY = Duration.ofSeconds(90);
    private static final Set<Integer> TRY_AGAIN = Set.of(429, 502, 503, 504);

    private final URI gateway;
    private final HttpClient http;

    /** @param trust for https; empty for the JDK's own */
    Arm(URI gateway, Optional<SSLContext> trust) {
        this.gateway = gateway;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5));
        trust.ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    static String group(String subscription, String name) {
        return "/subscriptions/" + subscription + "/resourceGroups/" + name;
    }

    Answer get(String path) {
        return send("GET", path, Optional.empty());
    }

    Answer put(String path, JsonNode body) {
        return send("PUT", path, Optional.of(body));
    }

    Answer post(String path, Optional<JsonNode> body) {
        return send("POST", path, body);
    }

    /** Every element of a list, following nextLink. */
    List<JsonNode> list(String path) {
        List<JsonNode> all = new ArrayList<>();
        Optional<String> next = Optional.of(path);
        while (next.isPresent()) {
            JsonNode page = get(next.get()).expect(200).body();
            page.path("value").forEach(all::add);
            next = Optional.of(page.path("nextLink").asText("")).filter(link -> !link.isEmpty());
        }
        return all;
    }

    /** Polls the Location of a 202 until it answers otherwise. */
    Answer follow(Answer accepted, Instant giveUpAt) {
        Answer answer = accepted;
        String location = accepted.expect(202).header("Location");
        while (answer.status() == 202) {
            if (Instant.now().isAfter(giveUpAt)) {
                throw new DemoFailure("No end of " + location + " in sight.");
            }
            pause(Duration.ofSeconds(Long.parseLong(answer.header("Retry-After"))));
            answer = get(location);
        }
        return answer;
    }

    static void pause(Duration duration) {
        try {
            TimeUnit.MILLISECONDS.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("Interrupted.", e);
        }
    }

    /** @param path below the gateway, or an absolute URL that the platform gave out */
    private Answer send(String method, String path, Optional<JsonNode> body) {
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve(path.replace(" ", "%20")))
                .timeout(REQUEST)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.map(node -> BodyPublishers.ofString(node.toString()))
                                .orElseGet(BodyPublishers::noBody))
                .build();
        Instant giveUpAt = Instant.now().plus(AWAY);
        while (true) {
            try {
                HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
                if (!TRY_AGAIN.contains(response.statusCode()) || Instant.now().isAfter(giveUpAt)) {
                    return new Answer(method + " " + request.uri(), response);
                }
            } catch (IOException e) {
                if (Instant.now().isAfter(giveUpAt)) {
                    throw new DemoFailure("No answer from " + request.uri() + ": " + e.getMessage(), e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DemoFailure("Interrupted.", e);
            }
            pause(Duration.ofMillis(300));
        }
    }

    /** What came back. */
    static final class Answer {
        private final String request;
        private final HttpResponse<String> response;

        private Answer(String request, HttpResponse<String> response) {
            this.request = request;
            this.response = response;
        }

        int status() {
            return response.statusCode();
        }

        /** Missing when there is none. */
        JsonNode body() {
            try {
                return response.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(response.body());
            } catch (IOException e) {
                throw new DemoFailure(request + " answered something else than JSON: " + response.body(), e);
            }
        }

        String header(String name) {
            return response.headers()
                    .firstValue(name)
                    .orElseThrow(() -> new DemoFailure(request + " answered without " + name + "."));
        }

        /** This answer, if its status is one of these. */
        Answer expect(Integer... wanted) {
            if (!List.of(wanted).contains(status())) {
                throw new DemoFailure(request + " answered " + status() + ": " + response.body());
            }
            return this;
        }
    }
}
