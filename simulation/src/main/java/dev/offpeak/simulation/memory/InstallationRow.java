package dev.offpeak.simulation.memory;

import dev.offpeak.orchestrator.store.Installation;
import dev.offpeak.time.OffPeakHours;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One order as it is stored, with what only the store knows of it.
 *
 * @param order its number, which grows per VM
 * @param fenceEpoch the rollout's when it was given
 * @param sharedWith VMs of its set, or outside sets those of its subscription in the region
 * @param hours the VM's off-peak hours when it was given
 * @param realOverdue when it was noticed that nothing had come although everything should have
 */
public record InstallationRow(
        Installation installation,
        long order,
        long fenceEpoch,
        int sharedWith,
        OffPeakHours hours,
        long sequence,
        List<String> patches,
        List<String> failedPatches,
        Optional<Instant> concludedAt,
        Optional<Instant> realOverdue,
        int lateReports) {

    InstallationRow reported(
            Installation next, long newSequence, List<String> newPatches, List<String> newFailedPatches) {
        return new InstallationRow(
                next,
                order,
                fenceEpoch,
                sharedWith,
                hours,
                newSequence,
                newPatches,
                newFailedPatches,
                concludedAt,
                realOverdue,
                lateReports);
    }

    InstallationRow now(Installation next) {
        return reported(next, sequence, patches, failedPatches);
    }

    InstallationRow concluded(Installation next, Instant at) {
        return new InstallationRow(
                next,
                order,
                fenceEpoch,
                sharedWith,
                hours,
                sequence,
                patches,
                failedPatches,
                Optional.of(at),
                realOverdue,
                lateReports);
    }

    InstallationRow overdue(Instant realNow) {
        return new InstallationRow(
                installation,
                order,
                fenceEpoch,
                sharedWith,
                hours,
                sequence,
                patches,
                failedPatches,
                concludedAt,
                Optional.of(realNow),
                lateReports);
    }

    InstallationRow late() {
        return new InstallationRow(
                installation,
                order,
                fenceEpoch,
                sharedWith,
                hours,
                sequence,
                patches,
                failedPatches,
                concludedAt,
                realOverdue,
                lateReports + 1);
    }
}
