package dev.offpeak.assessment.schedule;

import dev.offpeak.assessment.store.AssessmentStore;
import dev.offpeak.assessment.store.VmStore;
import dev.offpeak.messaging.Ticks;
import dev.offpeak.messaging.Transactions;
import dev.offpeak.time.PlatformClock;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Looks for what time alone makes due: periodic assessments, and scans that nobody will report any more. Any replica may look at
 * any moment; rows are claimed in the database, so each is taken once.
 */
@ApplicationScoped
public class AssessmentLoop {
    private static final int MOST_DUE = 100;
    /** Ending one takes several statements; their VMs are held meanwhile. */
    private static final int MOST_OVERDUE = 25;

    private final Transactions transactions;
    private final VmStore vms;
    private final AssessmentStore store;
    private final Assessments assessments;
    private final PlatformClock clock;

    AssessmentLoop(
            Transactions transactions,
            VmStore vms,
            AssessmentStore store,
            Assessments assessments,
            PlatformClock clock) {
        this.transactions = transactions;
        this.vms = vms;
        this.store = store;
        this.assessments = assessments;
        this.clock = clock;
    }

    void start(
            @Observes StartupEvent event,
            Ticks ticks,
            @ConfigProperty(name = "offpeak.assessment.every") Duration every) {
        ticks.every(every, "the look for due assessments", this::look);
    }

    /** One look. */
    Uni<Void> look() {
        return transactions
                .inTransaction(tx -> vms.claimDue(tx.connection(), clock.now(), MOST_DUE)
                        .chain(due -> assessments.startPeriodic(tx, due)))
                .chain(() ->
                        transactions.inTransaction(tx -> store.claimOverdue(tx.connection(), clock.now(), MOST_OVERDUE)
                                .chain(overdue -> {
                                    Uni<Void> all = Uni.createFrom().voidItem();
                                    for (String activityId : overdue) {
                                        all = all.chain(() -> assessments.silent(tx, activityId));
                                    }
                                    return all;
                                })));
    }
}
