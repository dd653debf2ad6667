package dev.offpeak.messaging;

import dev.offpeak.contracts.message.Message;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;

/** The outbox for use cases with a Hibernate Reactive session; {@link Transactions} is for the others. */
@ApplicationScoped
public class Outbox {
    private static final String INSERT =
            """
            INSERT INTO outbox (id, address, type, subject, body, correlation_id, traceparent)
            VALUES (cast(?1 AS uuid), ?2, ?3, ?4, ?5, nullif(?6, ''), nullif(?7, ''))
            """;
    /** The commit that follows can't be seen from here; a message that misses this wake leaves with the relay's next tick. */
    private static final Duration UNTIL_COMMIT = Duration.ofMillis(15);

    private final Vertx vertx;
    private final Relay relay;
    private final String source;

    @Inject
    Outbox(Vertx vertx, Relay relay, @ConfigProperty(name = "quarkus.application.name") String service) {
        this.vertx = vertx;
        this.relay = relay;
        this.source = "/offpeak/" + service;
    }

    /** Writes them in the session's transaction: they are sent exactly if it commits. */
    public Uni<Void> send(Mutiny.Session session, Collection<? extends Message> messages) {
        List<OutgoingRows.Row> rows = OutgoingRows.of(messages, source);
        String correlationId = Correlation.id().orElse("");
        String traceparent = Correlation.traceparent().orElse("");
        Uni<Void> written = Uni.createFrom().voidItem();
        for (OutgoingRows.Row row : rows) {
            written = written.chain(() -> session.createNativeQuery(INSERT)
                    .setParameter(1, row.id().toString())
                    .setParameter(2, row.address())
                    .setParameter(3, row.type())
                    .setParameter(4, row.subject())
                    .setParameter(5, row.body())
                    .setParameter(6, correlationId)
                    .setParameter(7, traceparent)
                    .executeUpdate()
                    .replaceWithVoid());
        }
        return written.invoke(() -> vertx.getDelegate().setTimer(UNTIL_COMMIT.toMillis(), timer -> relay.wake()));
    }

    /** Sends what is committed now instead of with the next tick. */
    public void wake() {
        relay.wake();
    }
}
