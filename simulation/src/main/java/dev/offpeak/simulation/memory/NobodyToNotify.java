package dev.offpeak.simulation.memory;

import dev.offpeak.messaging.Transaction;
import dev.offpeak.orchestrator.domain.NoticeEvent;
import dev.offpeak.orchestrator.store.Notices;
import io.smallrye.mutiny.Uni;
import java.util.Collection;

/** Nobody has subscribed to notices here: they change nothing that planner or conductor go by. */
final class NobodyToNotify implements Notices {
    @Override
    public Uni<Void> write(Transaction transaction, NoticeEvent event, Collection<String> activityIds) {
        return Uni.createFrom().voidItem();
    }
}
