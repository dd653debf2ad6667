package dev.offpeak.features.store;

import dev.offpeak.features.domain.FeatureName;
import dev.offpeak.features.domain.FeatureRegistration;
import dev.offpeak.messaging.Outbox;
import dev.offpeak.time.PlatformClock;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** The feature registrations of all subscriptions. */
@ApplicationScoped
public class FeatureRegistrations {
    private final Outbox outbox;
    private final Subscriptions subscriptions;
    private final PlatformClock clock;

    @Inject
    FeatureRegistrations(Outbox outbox, Subscriptions subscriptions, PlatformClock clock) {
        this.outbox = outbox;
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    /**
     * Where each of these features stands, in their order.
     *
     * @param subscriptionId lower case GUID
     */
    public Uni<List<FeatureRegistration>> list(String subscriptionId, List<FeatureName> features) {
        return Panache.withSession(() ->
                        FeatureRegistrationEntity.<FeatureRegistrationEntity>list("subscriptionId", subscriptionId))
                .map(found -> {
                    var known = found.stream()
                            .map(FeatureRegistrationEntity::registration)
                            .collect(Collectors.toMap(FeatureRegistration::feature, registration -> registration));
                    return features.stream()
                            .map(feature ->
                                    known.getOrDefault(feature, FeatureRegistration.none(subscriptionId, feature)))
                            .toList();
                });
    }

    /** Where one feature stands. */
    public Uni<FeatureRegistration> get(String subscriptionId, FeatureName feature) {
        return list(subscriptionId, List.of(feature)).map(found -> found.get(0));
    }

    /**
     * Makes a move and tells the others of it, in one transaction. Two at once for one registration come one after the other.
     *
     * @param move gives the same registration when nothing changes; nothing is written or sent then
     */
    public Uni<FeatureRegistration> move(
            String subscriptionId, FeatureName feature, UnaryOperator<FeatureRegistration> move) {
        return Panache.withTransaction(() -> Panache.getSession().chain(session -> subscriptions
                .see(session, subscriptionId)
                .chain(() -> locked(session, subscriptionId, feature))
                .chain(row -> {
                    FeatureRegistration before = row.registration();
                    FeatureRegistration after = move.apply(before);
                    if (after.equals(before)) {
                        return Uni.createFrom().item(after);
                    }
                    row.take(after);
                    return session.flush()
                            .chain(() -> outbox.send(session, List.of(after.event(clock.now()))))
                            .replaceWith(after);
                })));
    }

    private static Uni<FeatureRegistrationEntity> locked(
            Mutiny.Session session, String subscriptionId, FeatureName feature) {
        return session.createNativeQuery(
                        """
                        INSERT INTO feature_registration (id, subscription_id, namespace, feature, state, version)
                        VALUES (?1, ?2, ?3, ?4, 'NOT_REGISTERED', 0) ON CONFLICT DO NOTHING""")
                .setParameter(1, UUID.randomUUID())
                .setParameter(2, subscriptionId)
                .setParameter(3, feature.namespace())
                .setParameter(4, feature.name())
                .executeUpdate()
                .chain(() -> FeatureRegistrationEntity.<FeatureRegistrationEntity>find(
                                "subscriptionId = ?1 and namespace = ?2 and feature = ?3",
                                subscriptionId,
                                feature.namespace(),
                                feature.name())
                        .withLock(LockModeType.PESSIMISTIC_WRITE)
                        .singleResult());
    }
}
