package dev.offpeak.assessment.store;

import static dev.offpeak.assessment.store.Columns.row;

import dev.offpeak.contracts.FeatureState;
import dev.offpeak.contracts.message.ProviderRegistered;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;

/** Which features are in effect: as the last propagation carried them (rule F4). */
@ApplicationScoped
public class FeatureStore {
    /** Takes a propagation over; an older one changes nothing. */
    public Uni<Void> apply(SqlConnection connection, ProviderRegistered registered) {
        JsonObject features = new JsonObject();
        registered.features().forEach((name, state) -> features.put(name, state.toString()));
        return connection
                .preparedQuery(
                        """
                        insert into propagation as p (subscription_id, namespace, number, features) values ($1, lower($2), $3, $4)
                        on conflict (subscription_id, namespace) do update set number = excluded.number, features = excluded.features
                        where p.number < excluded.number""")
                .execute(row(registered.subscriptionId(), registered.namespace(), registered.propagation(), features))
                .replaceWithVoid();
    }

    /** Whether a feature of Microsoft.Compute was propagated as registered. */
    public Uni<Boolean> isInEffect(SqlConnection connection, String subscriptionId, String feature) {
        return connection
                .preparedQuery(
                        """
                        select features ->> $2 from propagation
                        where subscription_id = $1 and namespace = 'microsoft.compute'""")
                .execute(row(subscriptionId, feature))
                .map(rows -> rows.size() > 0
                        && FeatureState.REGISTERED
                                .toString()
                                .equals(rows.iterator().next().getString(0)));
    }
}
