package dev.offpeak.orchestrator.store;

import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.orchestrator.domain.InstallationState;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.Optional;

/**
 * One order as it is stored. Counts are of the latest report; instants are platform time.
 *
 * @param endStatus what the guest's terminal report said; empty before it
 * @param verdict what compute saw of the VM's health afterwards; empty before it
 * @param state where it stands, by both
 */
public record Installation(
        String activityId,
        String vmId,
        Optional<String> rolloutId,
        String region,
        int attempt,
        Instant issuedAt,
        Instant notAfter,
        Optional<Instant> startedAt,
        Optional<PatchOperationStatus> endStatus,
        RebootStatus rebootStatus,
        boolean windowExceeded,
        int notSelected,
        int excluded,
        int pending,
        int installed,
        int failed,
        Optional<WireError> error,
        Optional<HealthVerdict> verdict,
        Optional<Instant> verdictAt,
        Optional<String> verdictWhy,
        InstallationState state) {

    /** Whether both halves of the outcome are in (rule O7): the guest's report and the health verdict. */
    public boolean isDecided() {
        return endStatus.isPresent() && verdict.isPresent();
    }

    static Installation of(Row row) {
        return new Installation(
                row.getString("activity_id"),
                row.getString("vm_id"),
                Columns.maybeText(row, "rollout_id"),
                row.getString("region"),
                row.getInteger("attempt"),
                Columns.instant(row, "issued_at"),
                Columns.instant(row, "not_after"),
                Columns.maybeInstant(row, "started_at"),
                Columns.maybeText(row, "end_status").map(word -> Columns.word(PatchOperationStatus.values(), word)),
                Columns.word(RebootStatus.values(), row.getString("reboot_status")),
                row.getBoolean("window_exceeded"),
                row.getInteger("not_selected"),
                row.getInteger("excluded"),
                row.getInteger("pending"),
                row.getInteger("installed"),
                row.getInteger("failed"),
                Columns.maybeText(row, "error_code").map(code -> new WireError(code, row.getString("error_message"))),
                Columns.maybeText(row, "verdict").map(word -> Columns.word(HealthVerdict.values(), word)),
                Columns.maybeInstant(row, "verdict_at"),
                Columns.maybeText(row, "verdict_why"),
                Columns.word(InstallationState.values(), row.getString("state")));
    }
}
