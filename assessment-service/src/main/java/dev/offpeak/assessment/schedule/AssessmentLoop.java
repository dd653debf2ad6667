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
    /** In one transaction: their VMs are held meanwhile. */
    private static final int MOST = 250;

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

    /** One look, and more as long as there is as much as a look takes. */
    Uni<Void> look() {
        return startDue()
                .chain(this::endOverdue)
                .chain(full -> full ? look() : Uni.createFrom().voidItem());
    }

    private Uni<Boolean> startDue() {
        return transactions.inTransaction(tx -> vms.claimDue(tx.connection(), clock.now(), MOST)
                .chain(due -> assessments.startPeriodic(tx, due).replaceWith(due.size() == MOST)));
    }

    private Uni<Boolean> endOverdue(boolean moreIsDue) {
        return transactions.inTransaction(tx -> store.claimOverdue(tx.connection(), clock.now(), MOST)
                .chain(overdue -> assessments.silent(tx, overdue).replaceWith(moreIsDue || overdue.size() == MOST)));
    }
}
