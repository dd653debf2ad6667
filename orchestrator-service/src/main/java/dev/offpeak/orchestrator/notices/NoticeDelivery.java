package dev.offpeak.orchestrator.notices;

import dev.offpeak.messaging.CloudEvents;
import dev.offpeak.messaging.Tick;
import dev.offpeak.messaging.Ticks;
import dev.offpeak.orchestrator.store.NoticeStore;
import dev.offpeak.orchestrator.store.NoticeStore.Due;
import dev.offpeak.time.PlatformClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Posts notices to their subscribers: at least once, each under an id that stays, in no promised order. A try that is not answered
 * with 2xx is done again later and later; after the patience the notice is given up, which the subscription shows, the log tells and
 * {@code offpeak_notices_given_up_total} counts. 410 Gone gives it up at once. Redirects are not followed. A replica that dies in
 * the middle of a try costs its pause.
 */
@ApplicationScoped
class NoticeDelivery {
    private static final Logger LOG = Logger.getLogger(NoticeDelivery.class);
    private static final int AT_ONCE = 20;
    private static final int GONE = 410;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLEAN = Duration.ofHours(1);
    private static final Duration KEPT = Duration.ofDays(35);
    private static final int LONGEST_ERROR = 500;

    private final NoticeStore store;
    private final Targets targets;
    private final Pool pool;
    private final PlatformClock clock;
    private final Ticks ticks;
    private final HttpClient http;
    private final Counter givenUp;
    private final Duration pause;
    private final Duration patience;
    private Tick tick;

    NoticeDelivery(
            NoticeStore store,
            Targets targets,
            Pool pool,
            PlatformClock clock,
            Ticks ticks,
            Vertx vertx,
            MeterRegistry meters,
            @ConfigProperty(name = "offpeak.notices.pause", defaultValue = "PT15S") Duration pause,
            @ConfigProperty(name = "offpeak.notices.patience", defaultValue = "P1D") Duration patience) {
        this.store = store;
        this.targets = targets;
        this.pool = pool;
        this.clock = clock;
        this.ticks = ticks;
        this.http = vertx.getDelegate()
                .createHttpClient(new HttpClientOptions()
                        .setConnectTimeout((int) TIMEOUT.toMillis())
                        .setMaxPoolSize(AT_ONCE));
        this.givenUp = Counter.builder("offpeak.notices.given.up")
                .description("Notices that no try could deliver")
                .register(meters);
        this.pause = pause;
        this.patience = patience;
    }

    void start(@Observes StartupEvent started) {
        tick = ticks.every(Duration.ofSeconds(1), "The delivery of notices", this::deliver);
        ticks.every(CLEAN, "The cleaning of notices", () -> store.forget(pool, KEPT));
    }

    void stop(@Observes ShutdownEvent stopping) {
        tick.stop();
        http.close();
    }

    /** Side by side: one subscriber that answers slowly does not keep the others waiting for longer than a try takes. */
    private Uni<Void> deliver() {
        return store.claim(pool, AT_ONCE, pause, patience)
                .chain(due -> due.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : Uni.join()
                                .all(due.stream().map(this::deliver).toList())
                                .andCollectFailures()
                                .replaceWithVoid());
    }

    private Uni<Void> deliver(Due notice) {
        URI url = URI.create(notice.url());
        return targets.address(url)
                .chain(address -> post(notice, url, address))
                .onItemOrFailure()
                .transformToUni((status, failure) -> {
                    if (failure == null && status / 100 == 2) {
                        return store.delivered(pool, notice);
                    }
                    String error =
                            failure == null ? "It answered " + status + "." : String.valueOf(failure.getMessage());
                    return failed(notice, error, notice.overdue() || failure == null && status == GONE);
                });
    }

    private Uni<Integer> post(Due notice, URI url, InetAddress address) {
        boolean tls = url.getScheme().equals("https");
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        long seconds = clock.realNow().getEpochSecond();
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
                .setTimeout(TIMEOUT.toMillis())
                .putHeader("Content-Type", CloudEvents.CONTENT_TYPE)
                .putHeader("webhook-id", notice.id())
                .putHeader("webhook-timestamp", Long.toString(seconds))
                .putHeader("webhook-signature", Signature.of(notice.secret(), notice.id(), seconds, notice.body()));
        return UniHelper.toUni(http.request(request)
                .compose(open -> open.send(Buffer.buffer(notice.body())))
                .compose(answer -> answer.end().map(answer.statusCode())));
    }

    private Uni<Void> failed(Due notice, String error, boolean last) {
        if (last) {
            givenUp.increment();
            LOG.warnf(
                    "Notice %s to %s is given up after %d tries: %s",
                    notice.id(), notice.subscriber(), notice.tries(), error);
        }
        return store.failed(pool, notice, error.substring(0, Math.min(LONGEST_ERROR, error.length())), last);
    }
}
