package dev.offpeak.agent;

import dev.offpeak.contracts.agent.Enrollment;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.HeartbeatReceipt;
import dev.offpeak.contracts.agent.ReportReceipt;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The agent's calls to compute-service (docs/agent-protocol.md). A call without a good answer throws {@link CallFailed}. Safe for use by many threads. */
final class ComputeConnection {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(ANSWER_WITHIN)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final String base;
    private final Consumer<Instant> platformSaid;

    /** @param platformSaid gets the platform's real time, as each answer with a {@code Date} says when it comes */
    ComputeConnection(URI url, Consumer<Instant> platformSaid) {
        this.platformSaid = platformSaid;
        this.base = url.toString().replaceFirst("/$", "");
    }

    Enrollment enroll(EnrollmentRequest request) throws CallFailed, InterruptedException {
        return read(send(post("/agents/enroll", request).build()), Enrollment.class);
    }

    /** Another credential for the present one, which holds until the new one is used first. */
    Enrollment rotateCredential(AgentState state) throws CallFailed, InterruptedException {
        return read(
                send(HttpRequest.newBuilder(URI.create(base + "/agents/" + state.vmId() + "/credential"))
                        .header("Authorization", "Bearer " + state.credential())
                        .timeout(ANSWER_WITHIN)
                        .POST(BodyPublishers.noBody())
                        .build()),
                Enrollment.class);
    }

    /**
     * The goal state once it differs from the revision named; empty when it did not within the wait.
     *
     * @param revision known so far; empty asks for whatever there is
     * @param wait real time the server may hold the answer back
     */
    Optional<GoalState> goalState(AgentState state, OptionalLong revision, Duration wait)
            throws CallFailed, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(base + "/agents/" + state.vmId() + "/goal-state?waitSeconds=" + wait.toSeconds()))
                .header("Authorization", "Bearer " + state.credential())
                .timeout(wait.plus(ANSWER_WITHIN));
        revision.ifPresent(known -> request.header("If-None-Match", "\"" + known + "\""));
        HttpResponse<byte[]> response = send(request.build());
        return response.statusCode() == 304 ? Optional.empty() : Optional.of(read(response, GoalState.class));
    }

    HeartbeatReceipt heartbeat(AgentState state, Heartbeat heartbeat) throws CallFailed, InterruptedException {
        return read(send(authorized(state, "/heartbeats", heartbeat)), HeartbeatReceipt.class);
    }

    /** @param kind extension, assessment or installation */
    ReportReceipt report(AgentState state, String kind, Object report) throws CallFailed, InterruptedException {
        return read(send(authorized(state, "/reports/" + kind, report)), ReportReceipt.class);
    }

    private HttpRequest authorized(AgentState state, String path, Object body) throws CallFailed {
        return post("/agents/" + state.vmId() + path, body)
                .header("Authorization", "Bearer " + state.credential())
                .build();
    }

    private HttpRequest.Builder post(String path, Object body) throws CallFailed {
        try {
            return HttpRequest.newBuilder(URI.create(base + path))
                    .header("Content-Type", "application/json")
                    .timeout(ANSWER_WITHIN)
                    .POST(BodyPublishers.ofByteArray(ProtocolJson.mapper().writeValueAsBytes(body)));
        } catch (IOException e) {
            throw new CallFailed(0, Duration.ZERO, "Not to be written as JSON: " + e.getMessage());
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws CallFailed, InterruptedException {
        HttpResponse<byte[]> response;
        try {
            response = client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new CallFailed(0, Duration.ZERO, request.uri() + " can't be reached: " + e);
        }
        response.headers().firstValue("Date").flatMap(ComputeConnection::date).ifPresent(platformSaid);
        int status = response.statusCode();
        if (status / 100 != 2 && status != 304) {
            Duration retryAfter = response.headers()
                    .firstValue("Retry-After")
                    .filter(seconds -> seconds.matches("\\d{1,4}"))
                    .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                    .orElse(Duration.ZERO);
            throw new CallFailed(
                    status,
                    retryAfter,
                    request.uri() + " answered " + status + " " + new String(response.body(), StandardCharsets.UTF_8));
        }
        return response;
    }

    private static Optional<Instant> date(String header) {
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header, Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static <T> T read(HttpResponse<byte[]> response, Class<T> type) throws CallFailed {
        try {
            return ProtocolJson.mapper().readValue(response.body(), type);
        } catch (IOException e) {
            throw new CallFailed(
                    response.statusCode(),
                    Duration.ZERO,
                    "The answer is no " + type.getSimpleName() + ": " + e.getMessage());
        }
    }

    /** No good answer. */
    static final class CallFailed extends Exception {
        private final int status;
        private final transient Duration retryAfter;

        /**
         * @param status of the answer; 0 when there was none
         * @param retryAfter real time the server asked for; zero when it did not
         */
        CallFailed(int status, Duration retryAfter, String message) {
            super(message);
            this.status = status;
            this.retryAfter = retryAfter;
        }

        /** Whether the VM is gone. */
        boolean endsTheAgent() {
            return status == 404 || status == 410;
        }

        /** Whether the credential or token does not hold, or does not any more. */
        boolean isUnauthorized() {
            return status == 401;
        }

        /** Whether the same call again can't succeed. */
        boolean isFinal() {
            return status / 100 == 4 && status != 408 && status != 429;
        }

        Duration retryAfter() {
            return retryAfter;
        }
    }
}
