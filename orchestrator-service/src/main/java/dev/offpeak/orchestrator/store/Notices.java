package dev.offpeak.orchestrator.store;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.NoticeEvent;
import io.smallrye.mutiny.Uni;
import java.util.Collection;

/** What subscribers are told of installations (rule U5). */
public interface Notices {
    /** Tells of orders that were just given or just concluded, in their transaction. */
    Uni<Void> write(Transaction transaction, NoticeEvent event, Collection<String> activityIds);
}
