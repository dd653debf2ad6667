package dev.offpeak.compute.agents;

import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.NativeUpdates;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PatchResult;
import dev.offpeak.contracts.RebootBehavior;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.AssessmentReport;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.contracts.agent.ExtensionReport;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.agent.PowerReport;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Bodies from guests and hosts are complete and bounded before anything else sees them; else an {@link AgentRefusal} says what to send. */
final class ReportChecks {
    private static final int LONGEST_ID = 100;
    private static final int LONGEST_TEXT = 500;
    private static final int LONGEST_MESSAGE = 2000;
    /** More than any machine lacks at once. */
    static final int MOST_PATCHES = 5000;

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
                orEmpty(report.version()).map(ReportChecks::text),
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
                patches(report.patches(), "patches").map(ReportChecks::checked).toList(),
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
                patches(report.results(), "results").map(ReportChecks::checked).toList(),
                report.rebootStatus() == null ? RebootStatus.UNKNOWN : report.rebootStatus(),
                report.maintenanceWindowExceeded(),
                text(report.bootId()),
                error(report.status(), orEmpty(report.error())));
    }

    static PowerReport checked(PowerReport report) {
        need(report.state(), "state");
        instant(report.at(), "at");
        return report;
    }

    private static <T> Stream<T> patches(List<T> said, String name) {
        if (said == null) {
            return Stream.empty();
        }
        if (said.size() > MOST_PATCHES) {
            throw AgentRefusal.badContent("'" + name + "' has " + said.size() + " entries: send at most " + MOST_PATCHES
                    + ", the most severe ones.");
        }
        return said.stream();
    }

    private static Patch checked(Patch patch) {
        need(patch, "patch");
        need(patch.patchId(), "patchId");
        Optional<Instant> publishedAt = orEmpty(patch.publishedAt());
        publishedAt.ifPresent(at -> instant(at, "publishedAt"));
        List<Classification> classifications = orNone(patch.classifications()).stream()
                .filter(Objects::nonNull)
                .toList();
        return new Patch(
                text(patch.patchId()),
                text(patch.name()),
                orEmpty(patch.version()).map(ReportChecks::text),
                orEmpty(patch.kbId()).map(ReportChecks::text),
                classifications.isEmpty() ? List.of(Classification.OTHER) : classifications,
                patch.rebootBehavior() == null ? RebootBehavior.UNKNOWN : patch.rebootBehavior(),
                publishedAt);
    }

    private static PatchResult checked(PatchResult result) {
        need(result, "result");
        need(result.patch(), "patch");
        need(result.state(), "state");
        return new PatchResult(checked(result.patch()), result.state());
    }

    private static String text(String said) {
        return SaidText.atMost(LONGEST_TEXT, said);
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
                : error.map(said -> new WireError(
                        SaidText.atMost(LONGEST_ID, said.code()), SaidText.atMost(LONGEST_MESSAGE, said.message())));
    }

    private static <T> Optional<T> orEmpty(Optional<T> value) {
        return value == null ? Optional.empty() : value;
    }

    private static <T> List<T> orNone(List<T> value) {
        return value == null ? List.of() : value;
    }
}
