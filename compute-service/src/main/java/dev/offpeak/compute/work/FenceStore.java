package dev.offpeak.compute.work;

import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** The rollouts' fences as far as heard: orders of older epochs are void. */
@ApplicationScoped
public class FenceStore {
    private final InstallationOrders orders;

    FenceStore(InstallationOrders orders) {
        this.orders = orders;
    }

    /** Takes over a fence; orders of older epochs that their guests have not started are withdrawn. An older one changes nothing. */
    public Uni<Void> raise(Transaction tx, String rolloutId, long epoch) {
        return tx.connection()
                .preparedQuery(
                        "INSERT INTO fence (rollout_id, epoch) VALUES ($1, $2) ON CONFLICT (rollout_id) DO UPDATE"
                                + " SET epoch = excluded.epoch WHERE fence.epoch < excluded.epoch")
                .execute(Tuple.of(rolloutId, epoch))
                .chain(written ->
                        written.rowCount() == 0 ? Uni.createFrom().voidItem() : orders.fenced(tx, rolloutId, epoch));
    }
}
