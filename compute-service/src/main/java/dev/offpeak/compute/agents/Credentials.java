package dev.offpeak.compute.agents;

import dev.offpeak.compute.work.AgentsConfig;
import dev.offpeak.contracts.agent.Enrollment;
import dev.offpeak.contracts.agent.EnrollmentRequest;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who may speak for a VM, and which hosts get in. A credential is 256 random bits, known to the guest alone: only its SHA-256 is
 * stored. The enrolment token is used up when a credential got with it is used first, so that an answer lost on the way does not lock
 * a guest out for ever.
 */
@ApplicationScoped
class Credentials {
    private static final int BYTES = 32;
    /** Real time for which a hash is believed without asking the database; a deleted VM's credential opens nothing anyway. */
    private static final Duration BELIEVED = Duration.ofMinutes(1);

    private record Known(byte[] hash, Instant until) {}

    private final SecureRandom random = new SecureRandom();
    private final Map<UUID, Known> known = new ConcurrentHashMap<>();
    private final Pool pool;
    private final PlatformClock clock;
    private final byte[] hostKeyHash;

    Credentials(Pool pool, PlatformClock clock, AgentsConfig config) {
        this.pool = pool;
        this.clock = clock;
        String hostKey = config.hostKey()
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .orElseGet(() -> {
                    if (config.hostKeyRequired()) {
                        throw new IllegalStateException(
                                "Hosts can't be told apart from strangers: set offpeak.agents.host-key (OFFPEAK_AGENTS_HOST_KEY).");
                    }
                    return newSecret();
                });
        this.hostKeyHash = hash(hostKey);
    }

    /** 256 random bits as text. */
    String newSecret() {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** Fails with an {@link AgentRefusal} unless that is the hosts' key. */
    void checkHost(String bearer) {
        if (!MessageDigest.isEqual(hostKeyHash, hash(bearer))) {
            throw AgentRefusal.notAuthenticated(
                    "The host key is not the platform's: present the one set as OFFPEAK_AGENTS_HOST_KEY.");
        }
    }

    /** Gives a guest its credential for its one-time token; fails with an {@link AgentRefusal} when the token is not the VM's. */
    Uni<Enrollment> enroll(UUID vmId, EnrollmentRequest request) {
        String credential = newSecret();
        return pool.preparedQuery("SELECT enrolment_token FROM agent WHERE vm_id = $1")
                .execute(Tuple.of(vmId))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw AgentRefusal.gone(vmId.toString());
                    }
                    return rows.iterator().next().getString(0);
                })
                .flatMap(token -> token != null && MessageDigest.isEqual(hash(token), hash(request.token()))
                        ? pool.preparedQuery(
                                        "UPDATE agent SET credential_hash = $3 WHERE vm_id = $1 AND enrolment_token = $2")
                                .execute(Tuple.of(vmId, token, Buffer.buffer(hash(credential))))
                                .map(RowSet::rowCount)
                        : Uni.createFrom().item(0))
                .map(written -> {
                    if (written == 0) {
                        throw AgentRefusal.notAuthenticated(
                                "The enrolment token is wrong or was used: it works once, for the VM it was made for.");
                    }
                    known.remove(vmId);
                    return new Enrollment(vmId.toString(), credential);
                });
    }

    /** Fails with an {@link AgentRefusal} unless the credential is that VM's. */
    Uni<Void> checkAgent(UUID vmId, String bearer) {
        byte[] presented = hash(bearer);
        Known believed = known.get(vmId);
        if (believed != null
                && believed.until().isAfter(clock.realNow())
                && MessageDigest.isEqual(believed.hash(), presented)) {
            return Uni.createFrom().voidItem();
        }
        return pool.preparedQuery("SELECT a.credential_hash, a.enrolment_token IS NOT NULL AS fresh,"
                        + " EXISTS (SELECT 1 FROM vm_tombstone t WHERE t.vm_id = $1) AS gone"
                        + " FROM (SELECT 1) one LEFT JOIN agent a ON a.vm_id = $1")
                .execute(Tuple.of(vmId))
                .flatMap(rows -> confirm(vmId, presented, rows.iterator().next()));
    }

    private Uni<Void> confirm(UUID vmId, byte[] presented, Row row) {
        if (Boolean.TRUE.equals(row.getBoolean("gone"))) {
            known.remove(vmId);
            throw AgentRefusal.gone(vmId.toString());
        }
        Buffer stored = row.getDelegate().getBuffer("credential_hash");
        if (stored == null || !MessageDigest.isEqual(stored.getBytes(), presented)) {
            throw AgentRefusal.notAuthenticated(
                    "The credential is not this VM's: enrol again with the VM's one-time token.");
        }
        known.put(vmId, new Known(presented, clock.realNow().plus(BELIEVED)));
        return row.getBoolean("fresh")
                ? pool.preparedQuery(
                                "UPDATE agent SET enrolment_token = NULL WHERE vm_id = $1 AND credential_hash = $2")
                        .execute(Tuple.of(vmId, stored))
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /** A VM is gone: its credential is not believed any more. */
    void forget(UUID vmId) {
        known.remove(vmId);
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
