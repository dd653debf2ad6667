package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;

import dev.offpeak.orchestrator.certificate.Flight;
import dev.offpeak.orchestrator.certificate.Shares;
import dev.offpeak.orchestrator.domain.Policy;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The recorded history of orders, as the independent verifier takes it. */
@ApplicationScoped
public class FlightStore {
    /** A flight and the number of its order. */
    public record Numbered(long number, Flight flight) {}

    /**
     * Orders that are over, by number; and those that are not, of rollouts that ended all the same.
     *
     * @param rolloutId shows those of one rollout; empty shows all
     * @param after number of the last one seen
     */
    public Uni<List<Numbered>> flights(SqlClient client, Optional<String> rolloutId, Optional<Long> after, int limit) {
        return client.preparedQuery(
                        """
                        select i.*, h.subscription_id, h.zone, h.availability_set, h.update_domain, a.phase, p.ended_at as phase_ended_at,
                            e.policy
                        from installation i join in_flight_history h on h.activity_id = i.activity_id and h.event = 'Claimed'
                        left join assignment a on a.rollout_id = i.rollout_id and a.vm_id = i.vm_id
                        left join phase p on p.rollout_id = i.rollout_id and p.number = a.phase
                        left join rollout r on r.id = i.rollout_id left join release e on e.name = r.release_name
                        where i.shared_with is not null
                        and (i.concluded_at is not null or r.state in ('Completed', 'CompletedWithWarnings'))
                        and ($1::text is null or i.rollout_id = lower($1)) and ($2::bigint is null or i.order_number > $2)
                        order by i.order_number limit $3""")
                .execute(row(rolloutId.orElse(null), after.orElse(null), limit))
                .map(rows -> stream(rows)
                        .map(found -> new Numbered(found.getLong("order_number"), flight(found)))
                        .toList());
    }

    private static Flight flight(Row row) {
        Optional<Policy> policy =
                Optional.ofNullable(row.getJsonObject("policy")).map(json -> StoredJson.read(json, Policy.class));
        return new Flight(
                row.getString("vm_id"),
                row.getString("activity_id"),
                Columns.maybeText(row, "rollout_id"),
                Optional.ofNullable(row.getInteger("phase")),
                Columns.maybeInstant(row, "phase_ended_at"),
                row.getString("subscription_id"),
                row.getString("region"),
                row.getString("zone"),
                Columns.maybeText(row, "availability_set"),
                Optional.ofNullable(row.getInteger("update_domain")),
                row.getInteger("shared_with"),
                policy.map(of -> new Shares(of.maxSubscriptionShare(), of.maxSetShare()))
                        .orElse(Shares.DEFAULT),
                Columns.instant(row, "issued_at"),
                Columns.maybeInstant(row, "concluded_at"),
                Columns.instant(row, "not_after"),
                Optional.of(new Flight.Hours(
                        row.getLocalTime("window_start"),
                        row.getLocalTime("window_end"),
                        ZoneId.of(row.getString("time_zone")))));
    }
}
