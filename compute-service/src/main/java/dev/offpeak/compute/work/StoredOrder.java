package dev.offpeak.compute.work;

import dev.offpeak.compute.domain.orders.Order;
import dev.offpeak.compute.domain.orders.OrderState;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One row of {@code installation_order}.
 *
 * @param vmId the VM incarnation
 * @param activityId the installation
 * @param rolloutId empty on demand
 * @param startedAt platform time; empty before leave was given
 * @param verificationMillis platform time to verify afterwards
 * @param correlationId of the request that caused it; empty where there was none
 * @param order what the rules must know
 */
record StoredOrder(
        UUID vmId,
        String activityId,
        Optional<String> rolloutId,
        Optional<Instant> startedAt,
        long verificationMillis,
        Optional<String> correlationId,
        Order order) {

    static final String COLUMNS = "o.vm_id, o.activity_id, o.rollout_id, o.started_at, o.verification_millis,"
            + " o.correlation_id, o.state, o.sequence, o.not_after, o.fence_epoch";

    static StoredOrder read(Row row) {
        return new StoredOrder(
                row.getUUID("vm_id"),
                row.getString("activity_id"),
                Columns.optionalText(row, "rollout_id"),
                Columns.optionalInstant(row, "started_at"),
                row.getLong("verification_millis"),
                Columns.optionalText(row, "correlation_id"),
                new Order(
                        OrderState.of(row.getString("state")),
                        row.getLong("sequence"),
                        Columns.instant(row, "not_after"),
                        row.getString("rollout_id") != null,
                        row.getLong("fence_epoch")));
    }
}
