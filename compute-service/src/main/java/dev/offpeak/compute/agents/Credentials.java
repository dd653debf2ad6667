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
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who may speak for a VM, and which hosts get in. A credential is 256 random bits, known to the guest alone: only its SHA-256 is
 * stored. Whatever replaces something does so when it is used first, so that an answer lost on the way locks no guest out:
 *
 * <ul>
 *   <li>the enrolment token is used up by the first call with a credential got for it;
 *   <li>a credential asked for with the present one takes its place with the first call that presents it; until then both hold.
 * </ul>
 *
 * What this replica believes without asking the database it is told to {@link #forget}; should that word get lost, it holds for a
 * minute at most.
 */
@ApplicationScoped
class Credentials {
    private static final int BYTES = 32;
    /** Real time for which a hash is believed without asking the database; a deleted VM's credential opens nothing anyway. */
    private static final Duration BELIEVED = Duration.ofMinutes(1);

    /** The other replicas may believe the credential that is replaced here. */
    private static final String PROMOTE =
            """
            WITH promoted AS (UPDATE agent SET credential_hash = next_credential_hash, next_credential_hash = NULL,
                real_credential_at = clock_timestamp()
              WHERE vm_id = $1 AND next_credential_hash = $2 RETURNING vm_id)
            SELECT pg_notify('offpeak_credentials', vm_id::text) FROM promoted""";

    /** Notification that a credential was replaced; payload: the VM's id. */
    static final String REPLACED_CHANNEL = "offpeak_credentials";

    /** Notification that a credential was revoked; payload: the VM's id. */
    static final String REVOKED_CHANNEL = "offpeak_revocations";

    private record Known(byte[] hash, Instant until) {}

    private final SecureRandom random = new SecureRandom();
    private final Map<UUID, Known> known = new ConcurrentHashMap<>();
    /** Grows with every {@link #forget}: what was read before one is not believed after it. */
    private final AtomicLong forgotten = new AtomicLong();

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
                        ? pool.preparedQuery("UPDATE agent SET credential_hash = $3, next_credential_hash = NULL,"
                                        + " real_credential_at = clock_timestamp()"
                                        + " WHERE vm_id = $1 AND enrolment_token = $2")
                                .execute(Tuple.of(vmId, token, Buffer.buffer(hash(credential))))
                                .map(RowSet::rowCount)
                        : Uni.createFrom().item(0))
                .map(written -> {
                    if (written == 0) {
                        throw AgentRefusal.notAuthenticated(
                                "The enrolment token is wrong or was used: it works once, for the VM it was made for.");
                    }
                    forget(vmId);
                    return new Enrollment(vmId.toString(), credential);
                });
    }

    /**
     * Gives a guest another credential for its present one, which holds until the new one is used first. Asked again, because the
     * answer was lost, it gives yet another one. Fails with an {@link AgentRefusal} unless the presented one is the VM's present one.
     */
    Uni<Enrollment> rotate(UUID vmId, String bearer) {
        String credential = newSecret();
        return pool.preparedQuery(
                        "UPDATE agent SET next_credential_hash = $3 WHERE vm_id = $1 AND credential_hash = $2")
                .execute(Tuple.of(vmId, Buffer.buffer(hash(bearer)), Buffer.buffer(hash(credential))))
                .map(written -> {
                    if (written.rowCount() == 0) {
                        throw notThisVms();
                    }
                    return new Enrollment(vmId.toString(), credential);
                });
    }

    /** Whether the credential is known to be that VM's, so that the database need not be asked. */
    boolean isBelieved(UUID vmId, String bearer) {
        Known believed = known.get(vmId);
        return believed != null
                && believed.until().isAfter(clock.realNow())
                && MessageDigest.isEqual(believed.hash(), hash(bearer));
    }

    /** Fails with an {@link AgentRefusal} unless the credential is that VM's. */
    Uni<Void> checkAgent(UUID vmId, String bearer) {
        if (isBelieved(vmId, bearer)) {
            return Uni.createFrom().voidItem();
        }
        byte[] presented = hash(bearer);
        long asOf = forgotten.get();
        return pool.preparedQuery(
                        "SELECT a.credential_hash, a.next_credential_hash, a.enrolment_token IS NOT NULL AS fresh,"
                                + " EXISTS (SELECT 1 FROM vm_tombstone t WHERE t.vm_id = $1) AS gone"
                                + " FROM (SELECT 1) one LEFT JOIN agent a ON a.vm_id = $1")
                .execute(Tuple.of(vmId))
                .flatMap(rows ->
                        confirm(vmId, bearer, presented, asOf, rows.iterator().next()));
    }

    private Uni<Void> confirm(UUID vmId, String bearer, byte[] presented, long asOf, Row row) {
        if (Boolean.TRUE.equals(row.getBoolean("gone"))) {
            forget(vmId);
            throw AgentRefusal.gone(vmId.toString());
        }
        if (is(row, "next_credential_hash", presented)) {
            // No row means that another call has done it, or that the credential was revoked meanwhile: see which.
            return pool.preparedQuery(PROMOTE)
                    .execute(Tuple.of(vmId, Buffer.buffer(presented)))
                    .chain(() -> checkAgent(vmId, bearer));
        }
        if (!is(row, "credential_hash", presented)) {
            throw notThisVms();
        }
        known.put(vmId, new Known(presented, clock.realNow().plus(BELIEVED)));
        if (forgotten.get() != asOf) {
            known.remove(vmId);
        }
        return row.getBoolean("fresh")
                ? pool.preparedQuery(
                                "UPDATE agent SET enrolment_token = NULL WHERE vm_id = $1 AND credential_hash = $2")
                        .execute(Tuple.of(vmId, Buffer.buffer(presented)))
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private static boolean is(Row row, String column, byte[] presented) {
        Buffer stored = row.getDelegate().getBuffer(column);
        return stored != null && MessageDigest.isEqual(stored.getBytes(), presented);
    }

    /** What a guest is told whose credential does not hold, or does not hold any more. */
    static AgentRefusal notThisVms() {
        return AgentRefusal.notAuthenticated(
                "The credential is not this VM's, or was revoked: enrol again with the VM's one-time token.");
    }

    /** A VM is gone, or its credential was replaced or revoked: what was believed of it is not any more. */
    void forget(UUID vmId) {
        forgotten.incrementAndGet();
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
