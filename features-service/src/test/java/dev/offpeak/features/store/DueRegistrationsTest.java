package dev.offpeak.features.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offpeak.embedded.PostgresServer;
import dev.offpeak.embedded.TestServers;
import dev.offpeak.features.domain.FeatureRegistration;
import dev.offpeak.features.domain.RegistrationState;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two replicas are two pools on one database. */
class DueRegistrationsTest {
    private static final Instant NOW = Instant.parse("2020-10-27T10:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static Vertx vertx;
    private static Pool one;
    private static Pool other;

    @BeforeAll
    static void connect() {
        vertx = Vertx.vertx();
        String database = TestServers.freshDatabase("features_due");
        one = pool(database);
        other = pool(database);
        one.query(migration()).execute().await().atMost(PATIENCE);
    }

    @AfterAll
    static void disconnect() {
        one.close().await().atMost(PATIENCE);
        other.close().await().atMost(PATIENCE);
        vertx.close();
    }

    @BeforeEach
    void empty() {
        one.query("TRUNCATE feature_registration").execute().await().atMost(PATIENCE);
    }

    @Test
    void settlesWhatIsDueAndNothingElse() {
        insert("REGISTERING", NOW);
        insert("UNREGISTERING", NOW.minusSeconds(60));
        insert("REGISTERING", NOW.plusSeconds(1));
        insert("REGISTERED", null);

        List<FeatureRegistration> settled = settle(one, 10);

        assertThat(settled)
                .extracting(FeatureRegistration::state)
                .containsExactly(RegistrationState.UNREGISTERED, RegistrationState.REGISTERED);
        assertThat(settled).extracting(FeatureRegistration::version).containsOnly(2L);
        assertThat(settle(one, 10)).isEmpty();
        assertThat(states()).containsExactly("REGISTERED", "REGISTERED", "REGISTERING", "UNREGISTERED");
    }

    @Test
    @DisplayName("two replicas at once share the work: every registration goes on exactly once")
    void twoReplicasShareTheWork() {
        IntStream.range(0, 200).forEach(i -> insert("REGISTERING", NOW));

        List<Uni<List<FeatureRegistration>>> replicas = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            replicas.add(settling(one, 20));
            replicas.add(settling(other, 20));
        }
        List<FeatureRegistration> settled = Uni.join().all(replicas).andFailFast().await().atMost(PATIENCE).stream()
                .flatMap(List::stream)
                .toList();

        List<FeatureRegistration> rest = settle(one, 200);
        assertThat(settled.size() + rest.size()).isEqualTo(200);
        assertThat(settled).extracting(FeatureRegistration::subscriptionId).doesNotHaveDuplicates();
        assertThat(states()).hasSize(200).containsOnly("REGISTERED");
    }

    @Test
    @DisplayName("a replica that dies before its commit has done nothing: the other one does it")
    void aReplicaThatDiesHasDoneNothing() {
        insert("REGISTERING", NOW);

        var dying = one.getConnection().await().atMost(PATIENCE);
        var transaction = dying.begin().await().atMost(PATIENCE);
        assertThat(DueRegistrations.settle(dying, NOW, 10).await().atMost(PATIENCE))
                .hasSize(1);
        assertThat(settle(other, 10)).as("claimed by the one that is dying").isEmpty();
        transaction.rollback().await().atMost(PATIENCE);
        dying.close().await().atMost(PATIENCE);

        assertThat(settle(other, 10)).hasSize(1);
    }

    private static List<FeatureRegistration> settle(Pool replica, int limit) {
        return settling(replica, limit).await().atMost(PATIENCE);
    }

    private static Uni<List<FeatureRegistration>> settling(Pool replica, int limit) {
        return replica.withTransaction(connection -> DueRegistrations.settle(connection, NOW, limit));
    }

    private static void insert(String state, Instant due) {
        one.preparedQuery(
                        """
                        INSERT INTO feature_registration (id, subscription_id, namespace, feature, state, version, due)
                        VALUES ($1, $2, 'Microsoft.Compute', 'F', $3, 1, $4)""")
                .execute(Tuple.of(
                        UUID.randomUUID(),
                        UUID.randomUUID().toString(),
                        state,
                        due == null ? null : due.atOffset(ZoneOffset.UTC)))
                .await()
                .atMost(PATIENCE);
    }

    private static List<String> states() {
        List<String> states = new ArrayList<>();
        one.query("SELECT state FROM feature_registration ORDER BY state")
                .execute()
                .await()
                .atMost(PATIENCE)
                .forEach(row -> states.add(row.getString(0)));
        return states;
    }

    private static Pool pool(String database) {
        PostgresServer server = TestServers.postgres();
        return Pool.newInstance(PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(4))
                .connectingTo(PgConnectOptions.fromUri(server.reactiveUrl(database))
                        .setUser(server.user())
                        .setPassword(server.password()))
                .using(vertx)
                .build());
    }

    private static String migration() {
        try (InputStream in = DueRegistrationsTest.class.getResourceAsStream("/db/migration/V10__features.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
