package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.orchestrator.domain.NoticeEvent;
import dev.offpeak.orchestrator.domain.NoticeSubscription;
import dev.offpeak.orchestrator.notices.Signature;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Body of {@code PUT /policies/notices/{name}} (rule U5).
 *
 * @param url where CloudEvents are posted; https, or http on this machine
 * @param secret {@code whsec_} and 24 to 64 bytes in base64: what notices are signed with; never shown again
 * @param events some of Ordered, Ended and DeadlineAtRisk; all by default. The last is told only to whom the whole fleet concerns
 * @param subscriptionId whose VMs it is for; left out for the whole fleet
 */
@RegisterForReflection
public record NoticeRequest(String url, String secret, List<NoticeEvent> events, String subscriptionId) {
    /** @throws dev.offpeak.arm.RefusedException when something can't be */
    NoticeSubscription toSubscription(String name, Instant now) {
        GivenNames.check(name, "on-call");
        if (!Signature.isSecret(secret)) {
            throw ArmRefusal.invalidParameter(
                            "secret",
                            "'secret' must be whsec_ and 24 to 64 random bytes in base64, such as the output of: echo whsec_$(openssl rand -base64 32)")
                    .asException();
        }
        List<NoticeEvent> chosen = events == null
                ? List.of()
                : events.stream().filter(Objects::nonNull).distinct().toList();
        return new NoticeSubscription(
                name,
                target(),
                secret,
                chosen.isEmpty() ? Arrays.asList(NoticeEvent.values()) : chosen,
                Optional.ofNullable(subscriptionId).map(NamedExclusionRequest::subscription),
                now);
    }

    private URI target() {
        try {
            return new URI(url == null ? "" : url);
        } catch (URISyntaxException e) {
            throw ArmRefusal.invalidParameter(
                            "url", "'" + url + "' is no url: use one like https://notices.example.com/offpeak.")
                    .asException();
        }
    }
}
