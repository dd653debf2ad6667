package dev.offpeak.compute.work;

import dev.offpeak.compute.domain.health.Watch;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.agent.InstallationReport;
import dev.offpeak.contracts.message.VmHealthObserved;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Begins verification times (rule O3), and ends those whose VM is gone. In between they are health's. */
@ApplicationScoped
public class Verifications {

    /** Begins one: heartbeats received from now on count. */
    Uni<Void> begin(Transaction tx, StoredOrder order, InstallationReport report, Instant now) {
        return tx.connection()
                .preparedQuery(
                        "INSERT INTO verification (activity_id, vm_id, began_heard_at, until_at, verification_millis,"
                                + " reported_boot, reboot_expected, correlation_id)"
                                + " VALUES ($1, $2, clock_timestamp(), $3, $4, $5, $6, $7)")
                .execute(Tuple.tuple()
                        .addString(order.activityId())
                        .addUUID(order.vmId())
                        .addOffsetDateTime(Columns.utc(now.plus(Duration.ofMillis(order.verificationMillis()))))
                        .addLong(order.verificationMillis())
                        .addString(report.bootId())
                        .addBoolean(report.rebootStatus() == RebootStatus.STARTED)
                        .addString(order.correlationId().orElse(null)))
                .replaceWithVoid();
    }

    /** The verdict on an installation whose guest never reported the end. */
    Uni<Void> unknown(Transaction tx, StoredOrder order, Instant now, String why) {
        return CorrelatedSend.send(
                tx,
                order.correlationId(),
                List.of(new VmHealthObserved(
                        order.vmId().toString(),
                        order.activityId(),
                        HealthVerdict.UNKNOWN,
                        now,
                        Optional.empty(),
                        why)));
    }

    /** Ends what was being verified on a VM that is deleted. */
    Uni<Void> vmDeleted(Transaction tx, UUID vmId, Instant now) {
        return tx.connection()
                .preparedQuery("UPDATE verification SET verdict = $2 WHERE vm_id = $1 AND verdict IS NULL"
                        + " RETURNING activity_id, correlation_id")
                .execute(Tuple.of(vmId, HealthVerdict.UNKNOWN.toString()))
                .chain(rows -> Multi.createFrom()
                        .iterable(rows)
                        .onItem()
                        .transformToUniAndConcatenate(row -> CorrelatedSend.send(
                                tx,
                                Columns.optionalText(row, "correlation_id"),
                                List.of(new VmHealthObserved(
                                        vmId.toString(),
                                        row.getString("activity_id"),
                                        HealthVerdict.UNKNOWN,
                                        now,
                                        Optional.empty(),
                                        "The VM was deleted during the verification time."))))
                        .collect()
                        .asList()
                        .replaceWithVoid());
    }

    /** What is stored of a watch, from a row of {@code verification}; its verdict is open. */
    public static Watch read(Row row) {
        return new Watch(
                Columns.instant(row, "began_heard_at"),
                Columns.instant(row, "until_at"),
                Columns.optionalText(row, "reported_boot"),
                row.getBoolean("reboot_expected"),
                Columns.optionalText(row, "boot"),
                Columns.optionalInstant(row, "last_heard_at"),
                row.getBoolean("lapsed"),
                Optional.empty());
    }
}
