package dev.offpeak.compute.agents;

import dev.offpeak.compute.work.Columns;
import dev.offpeak.messaging.WorkUnderWay;
import dev.offpeak.time.PlatformClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/**
 * What guests are doing in platform time: steps of enablement, orders, verifications, scans that a user waits for. A first assessment
 * that takes hours stands still and does not count: it waits for its guest, not for the clock.
 */
@ApplicationScoped
class AgentsUnderWay implements WorkUnderWay {
    private static final long ASSESSMENT_HOURS = 2;

    private final Pool pool;
    private final PlatformClock clock;

    AgentsUnderWay(Pool pool, PlatformClock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    @Override
    public Uni<Long> count() {
        Instant now = clock.now();
        return pool.preparedQuery(
                        """
                        SELECT (SELECT count(*) FROM enablement WHERE state IN ('Installing', 'Updating')
                            OR (state = 'Assessing' AND entered_at > $1))
                          + (SELECT count(*) FROM installation_order WHERE state IN ('Given', 'Started'))
                          + (SELECT count(*) FROM verification WHERE verdict IS NULL)
                          + (SELECT count(*) FROM assessment_work WHERE open AND on_demand)""")
                .execute(Tuple.of(Columns.utc(now.minusSeconds(ASSESSMENT_HOURS * 3600))))
                .map(rows -> rows.iterator().next().getLong(0));
    }
}
