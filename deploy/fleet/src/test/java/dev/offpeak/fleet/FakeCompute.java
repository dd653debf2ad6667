package dev.offpeak.fleet;

import dev.offpeak.contracts.agent.AssessmentReport;
import dev.offpeak.contracts.agent.Enrollment;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.GoalState;
import dev.offpeak.contracts.agent.GuestList;
import dev.offpeak.contracts.agent.Heartbeat;
import dev.offpeak.contracts.agent.HeartbeatReceipt;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.agent.PowerReport;
import dev.offpeak.contracts.agent.ReportReceipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Compute-service in memory: keeps what it was told and answers long polls when a goal changes. */
final class FakeCompute implements Compute {
    private static final CallFailed UNAUTHORIZED = new CallFailed(401, Duration.ZERO, "not this VM's credential");

    final List<EnrollmentRequest> enrollments = new ArrayList<>();
    final List<Heartbeat> heartbeats = new ArrayList<>();
    final List<Object> reports = new ArrayList<>();
    final List<PowerReport> powerReports = new ArrayList<>();

    /** When set, every call but the feed fails with it. */
    Optional<CallFailed> down = Optional.empty();
    /** What reports are answered with. */
    Function<Object, ReportReceipt> receipts = report -> new ReportReceipt(true, true, "ok");

    /** Whether receipts ask for another credential. */
    boolean rotate;
    /** How many more answers with a new credential get lost. */
    int lostRotations;

    private String credential = "none yet";
    private Optional<String> nextCredential = Optional.empty();
    private int credentials;

    private final Map<String, GoalState> goals = new HashMap<>();
    private final Map<String, CompletableFuture<Optional<GoalState>>> polls = new HashMap<>();

    void setGoal(GoalState goal) {
        goals.put(goal.vmId(), goal);
        CompletableFuture<Optional<GoalState>> poll = polls.remove(goal.vmId());
        if (poll != null) {
            poll.complete(Optional.of(goal));
        }
    }

    /** The credential dies; polls held with it end. */
    void revoke() {
        credential = "revoked";
        nextCredential = Optional.empty();
        List<CompletableFuture<Optional<GoalState>>> held = new ArrayList<>(polls.values());
        polls.clear();
        held.forEach(poll -> poll.completeExceptionally(UNAUTHORIZED));
    }

    String credential() {
        return credential;
    }

    private boolean holds(String presented) {
        if (nextCredential.equals(Optional.of(presented))) {
            credential = presented;
            nextCredential = Optional.empty();
        }
        return credential.equals(presented);
    }

    /** Ends every long poll, as a server that goes down does. */
    void goDown() {
        down = Optional.of(new CallFailed(0, Duration.ZERO, "connection refused"));
        List<CompletableFuture<Optional<GoalState>>> held = new ArrayList<>(polls.values());
        polls.clear();
        held.forEach(poll -> poll.completeExceptionally(down.get()));
    }

    void comeBack() {
        down = Optional.empty();
    }

    List<InstallationReport> installationReports() {
        return of(InstallationReport.class);
    }

    List<AssessmentReport> assessmentReports() {
        return of(AssessmentReport.class);
    }

    List<ExtensionReport> extensionReports() {
        return of(ExtensionReport.class);
    }

    private <T> List<T> of(Class<T> type) {
        return reports.stream().filter(type::isInstance).map(type::cast).collect(Collectors.toList());
    }

    @Override
    public CompletionStage<Enrollment> enroll(EnrollmentRequest request) {
        return answer(() -> {
            enrollments.add(request);
            credential = "credential-" + ++credentials;
            return new Enrollment(request.vmId(), credential);
        });
    }

    @Override
    public CompletionStage<Enrollment> rotateCredential(String vmId, String presented) {
        if (!holds(presented)) {
            return CompletableFuture.failedFuture(UNAUTHORIZED);
        }
        nextCredential = Optional.of("credential-" + ++credentials);
        if (lostRotations > 0) {
            lostRotations--;
            return CompletableFuture.failedFuture(new CallFailed(0, Duration.ZERO, "the answer was lost"));
        }
        return CompletableFuture.completedFuture(new Enrollment(vmId, nextCredential.get()));
    }

    @Override
    public CompletionStage<Optional<GoalState>> goalState(
            String vmId, String presented, OptionalLong revision, Duration wait) {
        if (down.isPresent()) {
            return CompletableFuture.failedFuture(down.get());
        }
        if (!holds(presented)) {
            return CompletableFuture.failedFuture(UNAUTHORIZED);
        }
        GoalState goal = goals.get(vmId);
        if (goal != null && (revision.isEmpty() || revision.getAsLong() != goal.revision())) {
            return CompletableFuture.completedFuture(Optional.of(goal));
        }
        CompletableFuture<Optional<GoalState>> poll = new CompletableFuture<>();
        polls.put(vmId, poll);
        return poll;
    }

    @Override
    public CompletionStage<HeartbeatReceipt> heartbeat(String vmId, String presented, Heartbeat heartbeat) {
        return answer(presented, () -> {
            heartbeats.add(heartbeat);
            return new HeartbeatReceipt(60, 1, rotate);
        });
    }

    @Override
    public CompletionStage<ReportReceipt> report(String vmId, String presented, String kind, Object report) {
        return answer(presented, () -> {
            reports.add(report);
            return receipts.apply(report);
        });
    }

    @Override
    public CompletionStage<GuestList> guests(long after, Duration wait) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Void> power(String vmId, PowerReport report) {
        return answer(() -> {
            powerReports.add(report);
            return null;
        });
    }

    private <T> CompletionStage<T> answer(String presented, Supplier<T> answer) {
        return down.isPresent() || holds(presented) ? answer(answer) : CompletableFuture.failedFuture(UNAUTHORIZED);
    }

    private <T> CompletionStage<T> answer(Supplier<T> answer) {
        return down.<CompletionStage<T>>map(CompletableFuture::failedFuture)
                .orElseGet(() -> CompletableFuture.completedFuture(answer.get()));
    }
}
