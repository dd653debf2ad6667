package dev.offpeak.compute.store;

import dev.offpeak.contracts.FeatureState;
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.messaging.Transaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.Locale;

/** The features as last propagated to this service (rule F4): a projection of what features-service owns. */
@ApplicationScoped
public class FeatureStore {
    private static final String COMPUTE = "microsoft.compute";

    /** Takes over the states of one propagation; an older one never overwrites a newer one. */
    public Uni<Void> takeOver(Transaction tx, ProviderRegistered registered) {
        JsonObject features = new JsonObject();
        registered.features().forEach((feature, state) -> features.put(lower(feature), state.toString()));
        return tx.connection()
                .preparedQuery(
                        """
                        INSERT INTO propagated_features (subscription_id, namespace, propagation, features, at)
                        VALUES ($1, $2, $3, $4, $5)
                        ON CONFLICT (subscription_id, namespace) DO UPDATE
                        SET propagation = excluded.propagation, features = excluded.features, at = excluded.at
                        WHERE propagated_features.propagation < excluded.propagation""")
                .execute(Tuple.of(
                        lower(registered.subscriptionId()),
                        lower(registered.namespace()),
                        registered.propagation(),
                        features,
                        registered.at().atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    /** Whether a feature of Microsoft.Compute is registered and has been propagated in a subscription. */
    public Uni<Boolean> inEffect(SqlClient client, String subscriptionId, String feature) {
        return client.preparedQuery(
                        "SELECT features ->> $3 = $4 FROM propagated_features WHERE subscription_id = $1 AND namespace = $2")
                .execute(Tuple.of(lower(subscriptionId), COMPUTE, lower(feature), FeatureState.REGISTERED.toString()))
                .map(rows -> rows.size() == 1
                        && Boolean.TRUE.equals(rows.iterator().next().getBoolean(0)));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
