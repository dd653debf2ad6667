package dev.offpeak.compute.agents;

import dev.offpeak.compute.domain.health.GuestSignals;
import dev.offpeak.compute.work.Guests;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Takes a VM's credential away, whoever holds it: a stolen one, or one that was copied with a disk. In one transaction the credential
 * dies, a new one-time token is made and goes to the host by its feed, the agent counts as not there until it has enrolled with it, and
 * what was known of its boots is forgotten. Every replica hears of it when it commits.
 */
@ApplicationScoped
public class CredentialRevocation {
    private final Credentials credentials;
    private final Guests guests;
    private final HostCalls hosts;

    CredentialRevocation(Credentials credentials, Guests guests, HostCalls hosts) {
        this.credentials = credentials;
        this.guests = guests;
        this.hosts = hosts;
    }

    /** Done twice it makes yet another token. The caller holds the VM locked; the VM has an agent (provisionVMAgent). */
    public Uni<Void> revoke(Transaction tx, UUID vmId) {
        return guests.lock(tx, List.of(vmId))
                .chain(locked -> guests.write(
                        tx,
                        locked,
                        Map.of(vmId, GuestSignals.revoked(locked.get(vmId).runtime())),
                        ""))
                .chain(() -> tx.connection()
                        .preparedQuery("UPDATE guest SET listed = NULL WHERE vm_id = $1")
                        .execute(Tuple.of(vmId)))
                .chain(() -> tx.connection()
                        .preparedQuery("UPDATE agent SET credential_hash = NULL, next_credential_hash = NULL,"
                                + " enrolment_token = $2, replaced_boots = '[]', rivals_since = NULL,"
                                + " rivals_switched_at = NULL WHERE vm_id = $1")
                        .execute(Tuple.of(vmId, credentials.newSecret())))
                .chain(() -> tx.connection()
                        .preparedQuery("SELECT pg_notify($1, $2)")
                        .execute(Tuple.of(Credentials.REVOKED_CHANNEL, vmId.toString())))
                .invoke(() -> hosts.afterCommit(tx))
                .replaceWithVoid();
    }
}
