package dev.offpeak.compute.work;

import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.UUID;

/**
 * Gives goal states a new revision, and wakes whoever waits for them, in every replica, the moment the transaction commits
 * (NOTIFY: a hint; the polls' fallback is the truth).
 */
@ApplicationScoped
public class GoalChanges {
    /** Payload: VM ids, comma-separated. */
    public static final String CHANNEL = "offpeak_goals";

    /** A payload holds less than 8,000 bytes: 200 ids of 36 and their commas. */
    private static final String CHANGE =
            """
            WITH asked AS (SELECT vm_id, (row_number() OVER () - 1) / 200 AS part FROM unnest($1::uuid[]) AS vm_id),
              mine AS (SELECT a.vm_id FROM agent a JOIN asked USING (vm_id) ORDER BY a.vm_id FOR UPDATE OF a),
              raised AS (UPDATE agent a SET revision = nextval('goal_revision'), real_revised_at = clock_timestamp()
                FROM mine WHERE a.vm_id = mine.vm_id)
            SELECT pg_notify('offpeak_goals', string_agg(vm_id::text, ',')) FROM asked GROUP BY part""";

    /** To be called in the transaction that changed what these VMs are asked to do, holding the VMs' locks. */
    public Uni<Void> changed(Transaction tx, Collection<UUID> vmIds) {
        if (vmIds.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tx.connection()
                .preparedQuery(CHANGE)
                .execute(Tuple.of(Guests.array(vmIds)))
                .replaceWithVoid();
    }
}
