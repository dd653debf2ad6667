package dev.offpeak.fleet;

import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.agent.AssessmentGoal;
import dev.offpeak.contracts.agent.AssessmentReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Scans for patches when asked to: minutes of platform time, and nothing is installed by it (rule A2). */
final class AssessmentRun {
    private final Agent agent;
    private Optional<String> running = Optional.empty();

    AssessmentRun(Agent agent) {
        this.agent = agent;
    }

    void consider(AssessmentGoal goal) {
        Guest guest = agent.guest();
        if (running.isPresent() || guest.disk().hasEnded(goal.activityId())) {
            return;
        }
        running = Optional.of(goal.activityId());
        Instant startedAt = agent.now();
        if (startedAt.isBefore(goal.notAfter())) {
            Instant end = startedAt.plus(guest.nature().scan(++guest.disk().scans));
            agent.at(end, () -> finish(goal, startedAt));
        } else {
            WireError late = new WireError(
                    "AssessmentTooLate",
                    "The guest saw the request at " + startedAt + ", after " + goal.notAfter() + ".");
            report(goal, PatchOperationStatus.FAILED, startedAt, List.of(), Optional.of(late));
        }
    }

    private void finish(AssessmentGoal goal, Instant startedAt) {
        Guest guest = agent.guest();
        List<Patch> lacking = guest.world().catalog().lacking(guest.os(), guest.disk().levels, agent.now()).stream()
                .map(CatalogPatch::patch)
                .collect(Collectors.toUnmodifiableList());
        long urgent = lacking.stream().filter(Patch::isCriticalOrSecurity).count();
        guest.journal(
                GuestEvent.ASSESSED,
                Optional.of(goal.activityId()),
                Optional.empty(),
                Optional.of(urgent + " critical and security, " + (lacking.size() - urgent) + " other"));
        report(goal, PatchOperationStatus.SUCCEEDED, startedAt, lacking, Optional.empty());
    }

    private void report(
            AssessmentGoal goal,
            PatchOperationStatus status,
            Instant startedAt,
            List<Patch> patches,
            Optional<WireError> error) {
        GuestDisk disk = agent.guest().disk();
        AssessmentReport report = new AssessmentReport(
                goal.activityId(),
                disk.nextSequence(goal.activityId()),
                status,
                startedAt,
                agent.now(),
                disk.rebootPending,
                patches,
                error);
        agent.guest().save();
        agent.reports().send("assessment", report, receipt -> {
            running = Optional.empty();
            disk.end(goal.activityId());
            agent.guest().save();
            agent.reconsider();
        });
    }
}
