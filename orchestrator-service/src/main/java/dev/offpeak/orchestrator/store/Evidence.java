package dev.offpeak.orchestrator.store;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.Baseline;
import dev.offpeak.orchestrator.domain.Trial;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/** What gates and halts go by, from the recorded installations (rule O9). */
public interface Evidence {
    /** What became of every VM that the rollout has tried, by its latest try. */
    Uni<List<Trial>> trials(Transaction transaction, String rolloutId);

    /** The patches that most VMs of a rollout reported as failed, the commonest first; at most ten. */
    Uni<List<String>> failedPatches(Transaction transaction, String rolloutId);

    /** What the first tries of the releases of the year before that moment came to. */
    Uni<Baseline> baseline(Transaction transaction, Instant publishedAt);
}
