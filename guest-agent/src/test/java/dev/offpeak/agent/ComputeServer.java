package dev.offpeak.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.offpeak.contracts.agent.AssessmentReport;
import dev.offpeak.contracts.agent.Enrollment;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.HeartbeatReceipt;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.agent.ReportReceipt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A small server that speaks the agents' side of the protocol. */
final class ComputeServer implements AutoCloseable {
    static final String TOKEN = "token-1";

    final List<Heartbeat> heartbeats = new CopyOnWriteArrayList<>();
    final List<Object> reports = new CopyOnWriteArrayList<>();
    volatile GoalState goal;
    volatile boolean gone;
    /** Every call is answered with 404. */
    volatile boolean vmGone;
    /** The one-time token that works now. */
    volatile String token = TOKEN;
    /** Whether receipts ask for another credential. */
    volatile boolean rotate;

    private volatile String credential = "none yet";
    private volatile String nextCredential = "none asked for";
    private final AtomicInteger credentials = new AtomicInteger();
    /** How many more requests get a 503. */
    volatile int unavailable;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    ComputeServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/agents/", this::handle);
        server.start();
    }

    /** Those of one kind, in the order in which they came. */
    <T> List<T> reportsOf(Class<T> kind) {
        return reports.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (path.equals("/agents/enroll")) {
            EnrollmentRequest request = ProtocolJson.mapper().readValue(body, EnrollmentRequest.class);
            if (request.token().equals(token)) {
                credential = "credential-" + credentials.incrementAndGet();
                token = "used up";
                answer(exchange, 200, new Enrollment(request.vmId(), credential));
            } else {
                answer(exchange, 401, "no such token");
            }
        } else if (vmGone) {
            answer(exchange, 404, "the VM is gone");
        } else if (gone || !holds(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "unknown");
        } else if (path.endsWith("/credential")) {
            rotate = false;
            nextCredential = "credential-" + credentials.incrementAndGet();
            answer(exchange, 200, new Enrollment(path.split("/")[2], nextCredential));
        } else if (unavailable > 0) {
            unavailable--;
            answer(exchange, 503, "try again");
        } else if (path.endsWith("/goal-state")) {
            goalState(exchange);
        } else if (path.endsWith("/heartbeats")) {
            heartbeats.add(ProtocolJson.mapper().readValue(body, Heartbeat.class));
            answer(exchange, 200, new HeartbeatReceipt(0.1, goal.revision(), rotate));
        } else {
            Class<?> type = path.endsWith("/assessment")
                    ? AssessmentReport.class
                    : path.endsWith("/installation") ? InstallationReport.class : ExtensionReport.class;
            reports.add(ProtocolJson.mapper().readValue(body, type));
            answer(exchange, 200, new ReportReceipt(true, true, "ok"));
        }
    }

    /** The credential dies; the host will get that token. */
    void revoke(String newToken) {
        credential = "revoked";
        nextCredential = "revoked too";
        token = newToken;
    }

    String credential() {
        return credential;
    }

    private boolean holds(String authorization) {
        if (("Bearer " + nextCredential).equals(authorization)) {
            credential = nextCredential;
        }
        return ("Bearer " + credential).equals(authorization);
    }

    private void goalState(HttpExchange exchange) throws IOException {
        String known = exchange.getRequestHeaders().getFirst("If-None-Match");
        if (("\"" + goal.revision() + "\"").equals(known)) {
            exchange.sendResponseHeaders(304, -1);
            exchange.close();
        } else {
            answer(exchange, 200, goal);
        }
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = ProtocolJson.mapper().writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
