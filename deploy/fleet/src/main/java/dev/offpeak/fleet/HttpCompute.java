package dev.offpeak.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.offpeak.agent.ProtocolJson;
import dev.offpeak.contracts.agent.Enrollment;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.GuestList;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.HeartbeatReceipt;
import dev.offpeak.contracts.agent.PowerReport;
import dev.offpeak.contracts.agent.ReportReceipt;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** The agent protocol over HTTP. Answers arrive on the event loop the call was made on. */
final class HttpCompute implements Compute {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    /** Every guest holds one connection for its long poll. */
    private static final int MOST_CONNECTIONS = 50_000;

    private final HttpClient client;
    private final String basePath;
    private final String hostKey;

    HttpCompute(Vertx vertx, URI base, String hostKey) {
        this.basePath = base.getRawPath().replaceFirst("/$", "");
        this.hostKey = hostKey;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(MOST_CONNECTIONS)
                .setKeepAliveTimeout(30)
                .setTcpNoDelay(true)
                .setSsl("https".equals(base.getScheme()))
                .setDefaultHost(base.getHost())
                .setDefaultPort(port(base)));
    }

    @Override
    public CompletionStage<Enrollment> enroll(EnrollmentRequest request) {
        return call(HttpMethod.POST, "/agents/enroll", Map.of(), Optional.of(request), ANSWER_WITHIN)
                .map(reply -> reply.as(Enrollment.class))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Enrollment> rotateCredential(String vmId, String credential) {
        Map<String, String> headers = Map.of("Authorization", "Bearer " + credential);
        return call(HttpMethod.POST, "/agents/" + vmId + "/credential", headers, Optional.empty(), ANSWER_WITHIN)
                .map(reply -> reply.as(Enrollment.class))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<GoalState>> goalState(
            String vmId, String credential, OptionalLong revision, Duration wait) {
        Map<String, String> headers = revision.isPresent()
                ? Map.of("Authorization", "Bearer " + credential, "If-None-Match", "\"" + revision.getAsLong() + "\"")
                : Map.of("Authorization", "Bearer " + credential);
        String path = "/agents/" + vmId + "/goal-state?waitSeconds=" + wait.toSeconds();
        return call(HttpMethod.GET, path, headers, Optional.empty(), wait.plus(ANSWER_WITHIN))
                .map(reply ->
                        reply.status() == 304 ? Optional.<GoalState>empty() : Optional.of(reply.as(GoalState.class)))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<HeartbeatReceipt> heartbeat(String vmId, String credential, Heartbeat heartbeat) {
        return post("/agents/" + vmId + "/heartbeats", credential, heartbeat)
                .map(reply -> reply.as(HeartbeatReceipt.class))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<ReportReceipt> report(String vmId, String credential, String kind, Object report) {
        return post("/agents/" + vmId + "/reports/" + kind, credential, report)
                .map(reply -> reply.as(ReportReceipt.class))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<GuestList> guests(long after, Duration wait) {
        String path = "/hosts/guests?after=" + after + "&waitSeconds=" + wait.toSeconds();
        Map<String, String> headers = Map.of("Authorization", "Bearer " + hostKey);
        return call(HttpMethod.GET, path, headers, Optional.empty(), wait.plus(ANSWER_WITHIN))
                .map(reply -> reply.as(GuestList.class))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Void> power(String vmId, PowerReport report) {
        return post("/hosts/guests/" + vmId + "/power", hostKey, report)
                .<Void>mapEmpty()
                .toCompletionStage();
    }

    private Future<Reply> post(String path, String bearer, Object body) {
        return call(
                HttpMethod.POST, path, Map.of("Authorization", "Bearer " + bearer), Optional.of(body), ANSWER_WITHIN);
    }

    private Future<Reply> call(
            HttpMethod method, String path, Map<String, String> headers, Optional<Object> body, Duration timeout) {
        RequestOptions options =
                new RequestOptions().setMethod(method).setURI(basePath + path).setTimeout(timeout.toMillis());
        headers.forEach(options::putHeader);
        Buffer content = body.map(HttpCompute::encode).orElseGet(Buffer::buffer);
        if (body.isPresent()) {
            options.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        return client.request(options)
                .compose(request -> body.isPresent() ? request.send(content) : request.send())
                .compose(response ->
                        response.body().map(bytes -> new Reply(response.statusCode(), bytes, retryAfter(response))))
                .recover(failure -> Future.failedFuture(
                        new CallFailed(0, Duration.ZERO, method + " " + path + ": " + failure.getMessage())))
                .compose(reply -> reply.status() / 100 == 2 || reply.status() == 304
                        ? Future.succeededFuture(reply)
                        : Future.failedFuture(new CallFailed(
                                reply.status(),
                                reply.retryAfter(),
                                method + " " + path + ": " + reply.status() + " " + reply.body())));
    }

    private static Buffer encode(Object body) {
        try {
            return Buffer.buffer(ProtocolJson.mapper().writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Not to be written as JSON: " + body, e);
        }
    }

    private static Duration retryAfter(HttpClientResponse response) {
        String seconds = response.getHeader(HttpHeaders.RETRY_AFTER);
        return seconds != null && seconds.matches("\\d{1,4}")
                ? Duration.ofSeconds(Long.parseLong(seconds))
                : Duration.ZERO;
    }

    private static int port(URI base) {
        if (base.getPort() >= 0) {
            return base.getPort();
        }
        return "https".equals(base.getScheme()) ? 443 : 80;
    }

    private record Reply(int status, Buffer body, Duration retryAfter) {
        <T> T as(Class<T> type) {
            try {
                return ProtocolJson.mapper().readValue(body.getBytes(), type);
            } catch (IOException e) {
                throw new CallFailed(
                        status, Duration.ZERO, "Answer is no " + type.getSimpleName() + ": " + e.getMessage());
            }
        }
    }
}
