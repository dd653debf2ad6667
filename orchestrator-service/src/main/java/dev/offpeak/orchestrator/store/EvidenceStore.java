package dev.offpeak.orchestrator.store;

import static dev.offpeak.orchestrator.store.Columns.at;
import static dev.offpeak.orchestrator.store.Columns.row;
import static dev.offpeak.orchestrator.store.Columns.stream;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.Baseline;
import dev.offpeak.orchestrator.domain.Trial;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What gates and halts go by, from the recorded installations (rule O9). */
@ApplicationScoped
public class EvidenceStore implements Evidence {
    /** Releases of longer ago say little of the fleet as it is. */
    private static final Duration MEMORY = Duration.ofDays(365);

    @Override
    public Uni<List<Trial>> trials(Transaction transaction, String rolloutId) {
        return transaction
                .connection()
                .preparedQuery(
                        """
                        select a.region, coalesce(v.image, '') as image, a.state = 'Failed' as failed, i.patches, count(*)::int as vms
                        from assignment a join vm v using (vm_id) join installation i on i.activity_id = a.last_activity
                        where a.rollout_id = $1 and a.state in ('Succeeded', 'Partial', 'Failed') and not v.deleted
                        group by 1, 2, 3, 4 order by 1, 2, 3, 4""")
                .execute(row(rolloutId))
                .map(rows -> stream(rows).map(EvidenceStore::trial).toList());
    }

    @Override
    public Uni<List<String>> failedPatches(Transaction transaction, String rolloutId) {
        return transaction
                .connection()
                .preparedQuery(
                        """
                        select patch from installation, unnest(failed_patches) as patch where rollout_id = $1
                        group by patch order by count(distinct vm_id) desc, patch limit 10""")
                .execute(row(rolloutId))
                .map(rows -> stream(rows).map(found -> found.getString("patch")).toList());
    }

    @Override
    public Uni<Baseline> baseline(Transaction transaction, Instant publishedAt) {
        return transaction
                .connection()
                .preparedQuery(
                        """
                        select count(*)::int as tried, (count(*) filter (where i.state = 'Failed'))::int as failed
                        from installation i join rollout r on r.id = i.rollout_id join release e on e.name = r.release_name
                        where i.attempt = 1 and i.state in ('Succeeded', 'CompletedWithWarnings', 'Failed')
                        and e.published_at >= $1 and e.published_at < $2""")
                .execute(row(at(publishedAt.minus(MEMORY)), at(publishedAt)))
                .map(rows -> rows.iterator().next())
                .map(found -> new Baseline(found.getInteger("tried"), found.getInteger("failed")));
    }

    private static Trial trial(Row row) {
        return new Trial(
                row.getString("region"),
                row.getString("image"),
                row.getBoolean("failed"),
                Set.of(row.getArrayOfStrings("patches")),
                row.getInteger("vms"));
    }
}
