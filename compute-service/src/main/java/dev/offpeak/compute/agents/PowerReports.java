package dev.offpeak.compute.agents;

import dev.offpeak.compute.domain.GuestRuntime;
import dev.offpeak.compute.domain.health.GuestSignals;
import dev.offpeak.compute.enablement.EnablementSteps;
import dev.offpeak.compute.work.Columns;
import dev.offpeak.compute.work.Guest;
import dev.offpeak.compute.work.Guests;
import dev.offpeak.contracts.agent.PowerReport;
import dev.offpeak.messaging.Transaction;
import dev.offpeak.messaging.Transactions;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Takes what hosts see of VMs' power; the newest word counts, in platform time, whatever the order of arrival. */
@ApplicationScoped
class PowerReports {
    private final Transactions transactions;
    private final Guests guests;
    private final EnablementSteps enablement;
    private final PlatformClock clock;

    PowerReports(Transactions transactions, Guests guests, EnablementSteps enablement, PlatformClock clock) {
        this.transactions = transactions;
        this.guests = guests;
        this.enablement = enablement;
        this.clock = clock;
    }

    /** Fails with an {@link AgentRefusal} when the VM is gone. */
    Uni<Void> reported(UUID vmId, PowerReport report) {
        return transactions.inTransaction(tx -> guests.lock(tx, List.of(vmId)).flatMap(locked -> {
            Guest guest = locked.get(vmId);
            if (guest == null) {
                throw AgentRefusal.gone(vmId.toString());
            }
            return tx.connection()
                    .preparedQuery("UPDATE agent SET power_at = $2, power_heard_at = clock_timestamp()"
                            + " WHERE vm_id = $1 AND (power_at IS NULL OR power_at <= $2)")
                    .execute(Tuple.of(vmId, Columns.utc(report.at())))
                    .chain(written ->
                            written.rowCount() == 0 ? Uni.createFrom().voidItem() : write(tx, locked, guest, report));
        }));
    }

    private Uni<Void> write(Transaction tx, Map<UUID, Guest> locked, Guest guest, PowerReport report) {
        GuestRuntime after = GuestSignals.power(guest.runtime(), report.state(), clock.now());
        return after.equals(guest.runtime())
                ? Uni.createFrom().voidItem()
                : guests.write(tx, locked, Map.of(guest.vmId(), after), "The VM was turned off.")
                        .chain(() -> enablement.wake(tx, List.of(guest.vmId())));
    }
}
