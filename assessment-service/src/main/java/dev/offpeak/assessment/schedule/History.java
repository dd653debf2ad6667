package dev.offpeak.assessment.schedule;

import dev.offpeak.assessment.store.AssessmentStore;
import dev.offpeak.messaging.Ticks;
import dev.offpeak.time.PlatformClock;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Forgets results when they are older than history is kept, in steps that are each a statement of its own. The latest result of a
 * VM stays, whatever its age. Every replica does it; doing it twice changes nothing.
 */
@ApplicationScoped
public class History {
    private static final Duration PERIOD = Duration.ofMinutes(5);
    private static final int STEP = 5000;
    /** Lists of patches are marked as used up to the day; two days more than their results, and nothing has them. */
    private static final Duration LONGER = Duration.ofDays(2);

    private static final Duration SHORTEST = Duration.ofDays(30);

    private final Pool pool;
    private final AssessmentStore store;
    private final PlatformClock clock;
    private final Duration kept;

    /** @throws IllegalArgumentException when results would be kept for less than 30 days */
    History(
            Pool pool,
            AssessmentStore store,
            PlatformClock clock,
            @ConfigProperty(name = "offpeak.assessment.history") Duration kept) {
        if (kept.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "offpeak.assessment.history must be P30D or longer, but is " + kept + ".");
        }
        this.pool = pool;
        this.store = store;
        this.clock = clock;
        this.kept = kept;
    }

    void start(@Observes StartupEvent event, Ticks ticks) {
        ticks.every(PERIOD, "Forgetting old assessments", this::forget);
    }

    /** Takes away what is too old by now. */
    Uni<Void> forget() {
        Instant cutOff = clock.now().minus(kept);
        return inSteps(() -> store.forgetEndedBefore(pool, cutOff, STEP))
                .chain(() -> inSteps(() -> store.forgetFindingsUnusedSince(pool, cutOff.minus(LONGER), STEP)));
    }

    private static Uni<Void> inSteps(Supplier<Uni<Integer>> step) {
        return step.get().chain(gone -> gone < STEP ? Uni.createFrom().voidItem() : inSteps(step));
    }
}
