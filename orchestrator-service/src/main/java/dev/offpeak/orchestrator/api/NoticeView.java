package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.domain.NoticeEvent;
import dev.offpeak.orchestrator.domain.NoticeSubscription;
import dev.offpeak.orchestrator.store.NoticeStore;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A subscription to notices (rule U5), and how it is told; its secret is not shown.
 *
 * @param subscriptionId whose VMs it is for; left out for the whole fleet
 * @param changedAt platform time
 * @param waiting notices that are still to be delivered
 * @param delivered in the last 35 days
 * @param givenUp in the last 35 days
 * @param lastError of the latest notice that could not be delivered; left out when all could
 */
@RegisterForReflection
public record NoticeView(
        String name,
        String url,
        List<NoticeEvent> events,
        Optional<String> subscriptionId,
        Instant changedAt,
        long waiting,
        long delivered,
        long givenUp,
        Optional<String> lastError) {
    static NoticeView of(NoticeStore.Standing standing) {
        NoticeSubscription subscription = standing.subscription();
        return new NoticeView(
                subscription.name(),
                subscription.url().toString(),
                subscription.events(),
                subscription.subscriptionId(),
                subscription.changedAt(),
                standing.waiting(),
                standing.delivered(),
                standing.givenUp(),
                standing.lastError());
    }
}
