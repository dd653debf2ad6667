package dev.offpeak.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.offpeak.agent.ProtocolJson;
import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.RebootSetting;
import dev.offpeak.contracts.agent.ClockReading;
import dev.offpeak.contracts.agent.Enrollment;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.GuestDescriptor;
import dev.offpeak.contracts.agent.GuestList;
import dev.offpeak.contracts.agent.HeartbeatReceipt;
import dev.offpeak.contracts.agent.InstallationGoal;
import dev.offpeak.contracts.agent.ReportReceipt;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A small server that speaks the agent protocol: it hosts some VMs and orders one installation from each. Every ninth request gets a 503. */
final class ProtocolServer implements AutoCloseable {
    static final String HOST_KEY = "host-key";

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<GuestDescriptor> guests = new ArrayList<>();
    private final Set<String> usedTokens = new HashSet<>();
    private final Instant notAfter;
    private int requests;

    ProtocolServer(int vms, Instant notAfter) {
        this.notAfter = notAfter;
        for (int i = 0; i < vms; i++) {
            guests.add(new GuestDescriptor(
                    "vm-" + i,
                    "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm" + i,
                    "vm" + i,
                    "westeurope",
                    i % 2 == 0 ? OsType.WINDOWS : OsType.LINUX,
                    Optional.empty(),
                    i == 0 ? Map.of("Offpeak-Guest", "external") : Map.of(),
                    Optional.of("token-" + i),
                    PowerState.RUNNING,
                    false,
                    i + 1));
        }
        server = vertx.createHttpServer()
                .requestHandler(this::handle)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void handle(HttpServerRequest request) {
        if (++requests % 9 == 0) {
            request.response().setStatusCode(503).end("{}");
            return;
        }
        String path = request.path();
        String bearer = Optional.ofNullable(request.getHeader("Authorization")).orElse("");
        if (path.equals("/agents/enroll")) {
            request.body().onSuccess(body -> enroll(request, body));
        } else if (path.startsWith("/hosts/") && !bearer.equals("Bearer " + HOST_KEY)
                || path.startsWith("/agents/") && !bearer.equals("Bearer credential-" + path.split("/")[2])) {
            request.response().setStatusCode(401).end("{}");
        } else if (path.equals("/hosts/guests")) {
            feed(request);
        } else if (path.endsWith("/goal-state")) {
            goalState(request, path.split("/")[2]);
        } else if (path.endsWith("/heartbeats")) {
            answer(request, new HeartbeatReceipt(0.5, 1, false));
        } else if (path.endsWith("/power")) {
            request.response().setStatusCode(204).end();
        } else {
            answer(request, new ReportReceipt(true, true, "ok"));
        }
    }

    private void feed(HttpServerRequest request) {
        long after = Long.parseLong(request.getParam("after"));
        if (after < guests.size()) {
            int until = (int) Math.min(guests.size(), after + 50);
            answer(request, new GuestList(guests.subList((int) after, until), until));
        } else {
            vertx.setTimer(1000, held -> answer(request, new GuestList(List.of(), after)));
        }
    }

    private void enroll(HttpServerRequest request, Buffer body) {
        try {
            EnrollmentRequest enrollment = ProtocolJson.mapper().readValue(body.getBytes(), EnrollmentRequest.class);
            if (usedTokens.add(enrollment.token())) {
                answer(request, new Enrollment(enrollment.vmId(), "credential-" + enrollment.vmId()));
            } else {
                request.response().setStatusCode(409).end("{}");
            }
        } catch (IOException e) {
            request.response().setStatusCode(400).end("{}");
        }
    }

    private void goalState(HttpServerRequest request, String vmId) {
        if ("\"1\"".equals(request.getHeader("If-None-Match"))) {
            vertx.setTimer(1000, held -> request.response().setStatusCode(304).end());
            return;
        }
        InstallationGoal order = new InstallationGoal(
                "order-" + vmId,
                notAfter,
                List.of(Classification.CRITICAL, Classification.SECURITY),
                Optional.empty(),
                List.of(),
                List.of(),
                RebootSetting.IF_REQUIRED);
        answer(
                request,
                new GoalState(
                        vmId,
                        1,
                        new ClockReading(Instant.EPOCH, Instant.EPOCH, 1),
                        0.5,
                        NativeUpdates.LEAVE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(order)));
    }

    private static void answer(HttpServerRequest request, Object body) {
        try {
            request.response()
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(ProtocolJson.mapper().writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            request.response().setStatusCode(500).end();
        }
    }
}
