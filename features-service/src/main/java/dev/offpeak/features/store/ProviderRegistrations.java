package dev.offpeak.features.store;

import dev.offpeak.contracts.FeatureState;
import dev.offpeak.contracts.message.ProviderRegistered;
import dev.offpeak.features.FeaturesSettings;
import dev.offpeak.features.domain.FeatureCatalog;
import dev.offpeak.features.domain.ProviderRegistration;
import dev.offpeak.messaging.Outbox;
import dev.offpeak.time.PlatformClock;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** The provider registrations of all subscriptions, and how the feature states reach the other services (rule F4). */
@ApplicationScoped
public class ProviderRegistrations {
    private final Outbox outbox;
    private final Subscriptions subscriptions;
    private final PlatformClock clock;
    private final FeatureCatalog features;

    @Inject
    ProviderRegistrations(Outbox outbox, Subscriptions subscriptions, PlatformClock clock, FeaturesSettings settings) {
        this.outbox = outbox;
        this.subscriptions = subscriptions;
        this.clock = clock;
        this.features = settings.catalog();
    }

    /**
     * Where each of these providers stands, in their order.
     *
     * @param subscriptionId lower case GUID
     * @param namespaces in their usual casing
     */
    public Uni<List<ProviderRegistration>> list(String subscriptionId, List<String> namespaces) {
        return Panache.withSession(() ->
                        ProviderRegistrationEntity.<ProviderRegistrationEntity>list("subscriptionId", subscriptionId))
                .map(found -> {
                    Map<String, ProviderRegistration> known = found.stream()
                            .map(row -> row.registration(carriesFeatures(row.namespace)))
                            .collect(Collectors.toMap(ProviderRegistration::namespace, row -> row));
                    return namespaces.stream()
                            .map(namespace -> known.getOrDefault(
                                    namespace,
                                    ProviderRegistration.none(subscriptionId, namespace, carriesFeatures(namespace))))
                            .toList();
                });
    }

    public Uni<ProviderRegistration> register(String subscriptionId, String namespace) {
        return ask(subscriptionId, namespace, ProviderRegistration::register);
    }

    public Uni<ProviderRegistration> unregister(String subscriptionId, String namespace) {
        return ask(subscriptionId, namespace, ProviderRegistration::unregister);
    }

    private Uni<ProviderRegistration> ask(
            String subscriptionId, String namespace, UnaryOperator<ProviderRegistration> request) {
        return Panache.withTransaction(() -> Panache.getSession().chain(session -> subscriptions
                .see(session, subscriptionId)
                .chain(() -> locked(session, subscriptionId, namespace))
                .chain(row -> {
                    ProviderRegistration before = row.registration(carriesFeatures(namespace));
                    ProviderRegistration after = request.apply(before);
                    if (after.equals(before)) {
                        return Uni.createFrom().item(after);
                    }
                    row.take(after);
                    return session.flush()
                            .chain(() -> propagate(session, after))
                            .replaceWith(after);
                })));
    }

    private Uni<Void> propagate(Mutiny.Session session, ProviderRegistration asked) {
        if (!asked.carriesFeatures()) {
            return Uni.createFrom().voidItem();
        }
        return statesToCarry(asked)
                .chain(states -> outbox.send(
                        session,
                        List.of(new ProviderRegistered(
                                asked.subscriptionId(), asked.namespace(), asked.propagation(), states, clock.now()))));
    }

    /** The states of this moment; without the provider no feature is in effect, whatever its own state. */
    private Uni<Map<String, FeatureState>> statesToCarry(ProviderRegistration asked) {
        return FeatureRegistrationEntity.<FeatureRegistrationEntity>list(
                        "subscriptionId = ?1 and namespace = ?2", asked.subscriptionId(), asked.namespace())
                .map(rows -> {
                    Map<String, FeatureState> states = new TreeMap<>();
                    for (FeatureRegistrationEntity row : rows) {
                        states.put(row.feature, asked.wanted() ? row.state.seen() : FeatureState.UNREGISTERED);
                    }
                    return states;
                });
    }

    /** A service's answer; an older number, or one that came before, changes nothing. */
    public static Uni<Void> takenOverByCompute(
            SqlConnection connection, String subscriptionId, String namespace, long propagation) {
        return takenOver(connection, "taken_over_by_compute", subscriptionId, namespace, propagation);
    }

    /** Like {@link #takenOverByCompute}. */
    public static Uni<Void> takenOverByAssessment(
            SqlConnection connection, String subscriptionId, String namespace, long propagation) {
        return takenOver(connection, "taken_over_by_assessment", subscriptionId, namespace, propagation);
    }

    private static Uni<Void> takenOver(
            SqlConnection connection, String column, String subscriptionId, String namespace, long propagation) {
        return connection
                .preparedQuery("UPDATE provider_registration SET %1$s = $3".formatted(column)
                        + " WHERE subscription_id = $1 AND namespace = $2 AND %1$s < $3".formatted(column))
                .execute(Tuple.of(subscriptionId, namespace, propagation))
                .replaceWithVoid();
    }

    private boolean carriesFeatures(String namespace) {
        return !features.of(namespace).isEmpty();
    }

    private static Uni<ProviderRegistrationEntity> locked(
            Mutiny.Session session, String subscriptionId, String namespace) {
        return session.createNativeQuery(
                        """
                        INSERT INTO provider_registration
                            (id, subscription_id, namespace, wanted, propagation, taken_over_by_compute, taken_over_by_assessment)
                        VALUES (?1, ?2, ?3, false, 0, 0, 0) ON CONFLICT DO NOTHING""")
                .setParameter(1, UUID.randomUUID())
                .setParameter(2, subscriptionId)
                .setParameter(3, namespace)
                .executeUpdate()
                .chain(() -> ProviderRegistrationEntity.<ProviderRegistrationEntity>find(
                                "subscriptionId = ?1 and namespace = ?2", subscriptionId, namespace)
                        .withLock(LockModeType.PESSIMISTIC_WRITE)
                        .singleResult());
    }
}
