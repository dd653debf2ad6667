package dev.offpeak.compute.agents;

import dev.offpeak.compute.work.GoalChanges;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Hears of other revisions and of credentials that don't hold any more the moment it is committed, in whichever replica: one
 * connection of its own that listens (never one of the pool's), and reconnects for ever. What is said while it is away is found by the
 * polls' fallback, and by asking for a credential again after a minute.
 */
@ApplicationScoped
class Notifications {
    private static final Logger LOG = Logger.getLogger(Notifications.class);
    private static final long RECONNECT_MILLIS = 200;

    private final PgSubscriber subscriber;
    private final GoalPolls polls;
    private final HostFeed hosts;
    private final Credentials credentials;

    Notifications(
            Vertx vertx,
            GoalPolls polls,
            HostFeed hosts,
            Credentials credentials,
            @ConfigProperty(name = "quarkus.datasource.reactive.url") List<String> urls,
            @ConfigProperty(name = "quarkus.datasource.username") Optional<String> user,
            @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
        this.polls = polls;
        this.hosts = hosts;
        this.credentials = credentials;
        PgConnectOptions options = PgConnectOptions.fromUri(urls.get(0).replaceFirst("^vertx-reactive:", ""));
        user.ifPresent(options::setUser);
        password.ifPresent(options::setPassword);
        this.subscriber = PgSubscriber.subscriber(vertx, options).reconnectPolicy(retries -> RECONNECT_MILLIS);
    }

    void onStart(@Observes StartupEvent started) {
        subscriber.channel(GoalChanges.CHANNEL).handler(payload -> polls.wake(vmIds(payload)));
        subscriber
                .channel(Credentials.REPLACED_CHANNEL)
                .handler(payload -> credentials.forget(UUID.fromString(payload)));
        subscriber.channel(Credentials.REVOKED_CHANNEL).handler(payload -> {
            credentials.forget(UUID.fromString(payload));
            polls.refuse(UUID.fromString(payload));
        });
        subscriber.channel(HostCalls.CHANNEL).handler(payload -> hosts.wake()
                .subscribe()
                .with(done -> {}, failure -> LOG.warnf("The hosts' feed could not be read: %s", failure)));
        subscriber
                .connect()
                .onFailure(failure -> LOG.warnf("Can't listen for changes yet, polls are slower: %s", failure));
    }

    private static List<UUID> vmIds(String payload) {
        List<UUID> vmIds = new ArrayList<>();
        for (String vmId : payload.split(",")) {
            vmIds.add(UUID.fromString(vmId));
        }
        return vmIds;
    }

    void onStop(@Observes ShutdownEvent stopping) {
        subscriber.close();
    }
}
