package dev.offpeak.orchestrator.domain;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Somebody who is told before and after installations (rule U5).
 *
 * @param name one of a kind, whatever its casing
 * @param url where CloudEvents are posted
 * @param secret {@code whsec_} and the key in base64; shown to nobody
 * @param events at least one
 * @param subscriptionId whose VMs it is for, a GUID in lower case; empty for the whole fleet
 * @param changedAt platform time
 */
public record NoticeSubscription(
        String name,
        URI url,
        String secret,
        List<NoticeEvent> events,
        Optional<String> subscriptionId,
        Instant changedAt) {
    public NoticeSubscription {
        events = List.copyOf(events);
    }

    /** Without the secret: it must not get into a log. */
    @Override
    public String toString() {
        return "NoticeSubscription[" + name + " to " + url + "]";
    }
}
