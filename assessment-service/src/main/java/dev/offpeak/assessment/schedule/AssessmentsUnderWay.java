package dev.offpeak.assessment.schedule;

import dev.offpeak.assessment.store.AssessmentStore;
import dev.offpeak.messaging.WorkUnderWay;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Scans that something waits for. */
@ApplicationScoped
class AssessmentsUnderWay implements WorkUnderWay {
    /** Real time; a guest that answers at all has done so by then. */
    private static final Duration RECENT = Duration.ofSeconds(5);

    private final Pool pool;
    private final AssessmentStore store;
    private final Duration patience;

    AssessmentsUnderWay(
            Pool pool, AssessmentStore store, @ConfigProperty(name = "offpeak.assessment.patience") Duration patience) {
        this.pool = pool;
        this.store = store;
        this.patience = patience;
    }

    @Override
    public Uni<Long> count() {
        return pool.withConnection(connection -> store.countAwaited(connection, patience, RECENT));
    }
}
