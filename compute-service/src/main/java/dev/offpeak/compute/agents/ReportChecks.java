package dev.offpeak.compute.agents;

import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.AssessmentReport;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.agent.PowerReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Bodies from guests and hosts are complete and bounded before anything else sees them; else an {@link AgentRefusal} says what to send. */
final class ReportChecks {
    private static final int LONGEST_ID = 100;

    private ReportChecks() {}

    static EnrollmentRequest checked(EnrollmentRequest request) {
        need(request.token(), "token");
        return request;
    }

    static ExtensionReport checked(ExtensionReport report) {
        activity(report.activityId(), report.sequence());
        need(report.status(), "status");
        return new ExtensionReport(
                report.activityId(),
                report.sequence(),
                report.status(),
                orEmpty(report.version()),
                report.nativeUpdates() == null ? NativeUpdates.LEAVE : report.nativeUpdates(),
                error(report.status(), orEmpty(report.error())));
    }

    static AssessmentReport checked(AssessmentReport report) {
        activity(report.activityId(), report.sequence());
        need(report.status(), "status");
        instant(report.startedAt(), "startedAt");
        instant(report.at(), "at");
        return new AssessmentReport(
                report.activityId(),
                report.sequence(),
                report.status(),
                report.startedAt(),
                report.at(),
                report.rebootPending(),
                orNone(report.patches()),
                error(report.status(), orEmpty(report.error())));
    }

    static InstallationReport checked(InstallationReport report) {
        activity(report.activityId(), report.sequence());
        need(report.status(), "status");
        instant(report.startedAt(), "startedAt");
        instant(report.at(), "at");
        need(report.bootId(), "bootId");
        return new InstallationReport(
                report.activityId(),
                report.sequence(),
                report.status(),
                report.startedAt(),
                report.at(),
                orNone(report.results()),
                report.rebootStatus() == null ? RebootStatus.UNKNOWN : report.rebootStatus(),
                report.maintenanceWindowExceeded(),
                report.bootId(),
                error(report.status(), orEmpty(report.error())));
    }

    static PowerReport checked(PowerReport report) {
        need(report.state(), "state");
        instant(report.at(), "at");
        return report;
    }

    private static void activity(String activityId, long sequence) {
        need(activityId, "activityId");
        if (activityId.isBlank() || activityId.length() > LONGEST_ID || activityId.indexOf('\0') >= 0) {
            throw AgentRefusal.badContent("'activityId' must be the one from the goal state.");
        }
        if (sequence < 1) {
            throw AgentRefusal.badContent("'sequence' starts at 1 and grows, but is " + sequence + ".");
        }
    }

    /** Only instants that PostgreSQL can store. */
    private static void instant(Instant value, String name) {
        need(value, name);
        if (value.isBefore(Instant.EPOCH) || value.isAfter(Instant.parse("9999-01-01T00:00:00Z"))) {
            throw AgentRefusal.badContent("'" + name + "' must be a time of this age, but is " + value + ".");
        }
    }

    private static void need(Object value, String name) {
        if (value == null) {
            throw AgentRefusal.badContent("'" + name + "' is missing.");
        }
    }

    private static Optional<WireError> error(PatchOperationStatus status, Optional<WireError> error) {
        return status == PatchOperationStatus.FAILED && error.isEmpty()
                ? Optional.of(new WireError(
                        "GuestFailed",
                        "The guest reported a failure without saying why; see the agent's log in the guest."))
                : error;
    }

    private static <T> Optional<T> orEmpty(Optional<T> value) {
        return value == null ? Optional.empty() : value;
    }

    private static <T> List<T> orNone(List<T> value) {
        return value == null ? List.of() : value;
    }
}
