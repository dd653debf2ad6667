package dev.offpeak.features.store;

import dev.offpeak.time.PlatformClock;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.panache.common.Page;
import io.quarkus.panache.common.Sort;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;

/** The subscriptions that were used. */
@ApplicationScoped
public class Subscriptions {
    private final PlatformClock clock;
    private final String first;

    @Inject
    Subscriptions(PlatformClock clock, @ConfigProperty(name = "offpeak.subscriptions.default") String first) {
        this.clock = clock;
        this.first = first.toLowerCase(Locale.ROOT);
    }

    /** A client that lists subscriptions before it does anything else must find one. */
    void seeFirst(@Observes StartupEvent start) throws Throwable {
        VertxContextSupport.subscribeAndAwait(
                () -> Panache.withTransaction(() -> Panache.getSession().chain(session -> see(session, first))));
    }

    /** By id, from the one after the given id on. */
    public Uni<List<String>> list(Optional<String> after, int limit) {
        return Panache.withSession(
                        () -> SubscriptionEntity.<SubscriptionEntity>find("id > ?1", Sort.by("id"), after.orElse(""))
                                .page(Page.ofSize(limit))
                                .list())
                .map(found -> found.stream().map(entity -> entity.id).toList());
    }

    /** Notes that it is used, in the session's transaction; nothing when it was before. */
    Uni<Void> see(Mutiny.Session session, String subscriptionId) {
        return session.createNativeQuery(
                        "INSERT INTO subscription (id, display_name, seen_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")
                .setParameter(1, subscriptionId)
                .setParameter(2, displayName(subscriptionId))
                .setParameter(3, clock.now())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Subscriptions have no names of their own. */
    public static String displayName(String subscriptionId) {
        return "Offpeak " + subscriptionId.substring(subscriptionId.lastIndexOf('-') + 1);
    }
}
