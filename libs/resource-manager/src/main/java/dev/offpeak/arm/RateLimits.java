package dev.offpeak.arm;

import dev.offpeak.arm.TokenBuckets.Size;
import dev.offpeak.arm.TokenBuckets.Take;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Rate limits (rule V5), per principal and per subscription, reads, writes and deletes each on its own: who polls operations as fast as it
 * can starves no write. A principal is its bearer token, of which only a hash is kept, or its address where it sends none. Requests without
 * a subscription in their path are the tenant's, limited per principal alone. The buckets are this replica's: behind n replicas a caller
 * gets up to n times as much ({@code docs/adr/0010}).
 *
 * <p>Agents speak to a listener of their own and are not counted here; nor are health, metrics and what only neighbours ask.
 */
@ApplicationScoped
class RateLimits {
    private static final String SUBSCRIPTIONS = "/subscriptions/";
    private static final int GUID_LENGTH = 36;

    private final boolean enabled;
    private final Map<Kind, Buckets> buckets = new EnumMap<>(Kind.class);

    @Inject
    RateLimits(RateLimitSettings settings) {
        this(settings, System::nanoTime);
    }

    RateLimits(RateLimitSettings settings, LongSupplier clock) {
        enabled = settings.enabled();
        buckets.put(Kind.READS, new Buckets(settings.reads(), settings, clock));
        buckets.put(Kind.WRITES, new Buckets(settings.writes(), settings, clock));
        buckets.put(Kind.DELETES, new Buckets(settings.deletes(), settings, clock));
    }

    /** What is counted on its own, under its name in the headers. */
    enum Kind {
        READS,
        WRITES,
        DELETES;

        private final String word = name().toLowerCase(Locale.ROOT);
        private final String ofPrincipal = "x-ms-ratelimit-remaining-subscription-" + word;
        private final String ofSubscription = "x-ms-ratelimit-remaining-subscription-global-" + word;
        private final String ofTenant = "x-ms-ratelimit-remaining-tenant-" + word;

        static Kind of(HttpMethod method) {
            if (method == HttpMethod.GET || method == HttpMethod.HEAD || method == HttpMethod.OPTIONS) {
                return READS;
            }
            return method == HttpMethod.DELETE ? DELETES : WRITES;
        }
    }

    /** @param subscription lower case; empty for the tenant */
    record Caller(long principal, String subscription) {}

    private static final class Buckets {
        private final Size size;
        private final TokenBuckets<Caller> ofPrincipals;
        private final TokenBuckets<String> ofSubscriptions;

        Buckets(RateLimitSettings.Limit limit, RateLimitSettings settings, LongSupplier clock) {
            size = new Size(limit.burst(), limit.perSecond());
            ofPrincipals = new TokenBuckets<>(size, settings.mostCallers(), clock);
            ofSubscriptions =
                    new TokenBuckets<>(size.times(settings.subscriptionFactor()), settings.mostCallers(), clock);
        }
    }

    void register(@Observes Filters filters) {
        if (enabled) {
            filters.register(this::limit, 950);
        }
    }

    private void limit(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path();
        if (!isLimited(path)) {
            context.next();
            return;
        }
        Caller caller = new Caller(principal(request), subscription(path));
        Optional<ArmRefusal> refusal = count(Kind.of(request.method()), caller, context.response());
        if (refusal.isEmpty()) {
            context.next();
        } else {
            EarlyAnswers.refuse(context, refusal.get());
        }
    }

    /** Takes what the request needs, and says in the response's headers what remains; a refusal when it is too much. */
    Optional<ArmRefusal> count(Kind kind, Caller caller, HttpServerResponse response) {
        Buckets of = buckets.get(kind);
        Take own = of.ofPrincipals.take(caller);
        if (caller.subscription().isEmpty()) {
            response.putHeader(kind.ofTenant, Long.toString(own.remaining()));
            return own.isRefused() ? Optional.of(tooMany(kind, "tenant", of.size, own, response)) : Optional.empty();
        }
        response.putHeader(kind.ofPrincipal, Long.toString(own.remaining()));
        if (own.isRefused()) {
            return Optional.of(tooMany(kind, "subscription '" + caller.subscription() + "'", of.size, own, response));
        }
        Take all = of.ofSubscriptions.take(caller.subscription());
        response.putHeader(kind.ofSubscription, Long.toString(all.remaining()));
        return all.isRefused()
                ? Optional.of(tooMany(
                        kind, "all callers of subscription '" + caller.subscription() + "'", of.size, all, response))
                : Optional.empty();
    }

    private static ArmRefusal tooMany(Kind kind, String whose, Size size, Take take, HttpServerResponse response) {
        long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(take.waitNanos() + 999_999_999));
        response.putHeader("Retry-After", Long.toString(seconds));
        return ArmRefusal.of(
                429,
                "TooManyRequests",
                "Too many " + kind.word + ": the limit for " + whose + " is used up (per caller " + size.burst()
                        + " at once and " + size.perSecond() + " a second). Send the request again after " + seconds
                        + " s, as Retry-After says, and fewer of them from then on.");
    }

    private static boolean isLimited(String path) {
        return path == null || !(path.startsWith("/q/") || path.startsWith("/internal/"));
    }

    /** What is no GUID is refused later on; until then it counts as the tenant's, so that nobody makes up buckets. */
    static String subscription(String path) {
        if (path == null || !path.regionMatches(true, 0, SUBSCRIPTIONS, 0, SUBSCRIPTIONS.length())) {
            return "";
        }
        int start = SUBSCRIPTIONS.length();
        int end = path.indexOf('/', start);
        String id = path.substring(start, end < 0 ? path.length() : end);
        return id.length() == GUID_LENGTH ? id.toLowerCase(Locale.ROOT) : "";
    }

    private static long principal(HttpServerRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null) {
            return hash(authorization);
        }
        SocketAddress address = request.remoteAddress();
        return address == null ? 0 : hash(address.hostAddress());
    }

    /** 64 bits, so that no two tokens of a platform's callers meet in one bucket by chance. */
    static long hash(String text) {
        long hash = 1125899906842597L;
        for (int i = 0; i < text.length(); i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }
}
