package dev.offpeak.arm;

import io.vertx.core.MultiMap;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Pages by key, not by number: {@code $skiptoken} carries the last item's key, so rows that come or go in between neither
 * repeat nor hide others. Use: ask {@link #requested()}, load {@code limit()} items whose key is greater than {@code after()} in
 * the key's order, and hand them to {@link #page}.
 */
@ApplicationScoped
public class Paging {
    /** The most that {@code $top} may say. */
    public static final int MOST = 1000;

    private final ArmRequest request;
    private final RequestUrls urls;
    private final int size;

    /** @param size items on a page unless {@code $top} says fewer; what is not from 1 to {@link #MOST} counts as the nearest of them */
    @Inject
    public Paging(
            ArmRequest request,
            RequestUrls urls,
            @ConfigProperty(name = "offpeak.paging.size", defaultValue = "1000") int size) {
        this.request = request;
        this.urls = urls;
        this.size = Math.max(1, Math.min(size, MOST));
    }

    /**
     * What the caller asked for.
     *
     * @param top items per page
     * @param after key of the last item seen; empty on the first page
     */
    public record Wanted(int top, Optional<String> after) {
        /** How many items to load: one more than the page holds tells whether there is a next one. */
        public int limit() {
            return top + 1;
        }
    }

    /** @throws RefusedException when {@code $top} or {@code $skiptoken} can't be understood */
    public Wanted requested() {
        MultiMap query = request.context().queryParams();
        return new Wanted(Math.min(top(query.get("$top")), size), after(query.get("$skiptoken")));
    }

    /**
     * The page, and the link to the next one when there is more.
     *
     * @param loaded at most {@code wanted.limit()} items in the key's order
     * @param keyOf the key of an item
     */
    public <T> Page<T> page(Wanted wanted, List<T> loaded, Function<? super T, String> keyOf) {
        if (loaded.size() <= wanted.top()) {
            return Page.all(loaded);
        }
        List<T> shown = loaded.subList(0, wanted.top());
        return new Page<>(shown, nextLink(keyOf.apply(shown.get(shown.size() - 1))));
    }

    private String nextLink(String lastKey) {
        StringBuilder link =
                new StringBuilder(urls.absolute(request.context().request().path())).append('?');
        for (Map.Entry<String, String> parameter : request.context().queryParams()) {
            if (!parameter.getKey().equalsIgnoreCase("$skiptoken")) {
                link.append(encode(parameter.getKey()))
                        .append('=')
                        .append(encode(parameter.getValue()))
                        .append('&');
            }
        }
        return link.append("$skiptoken=").append(tokenOf(lastKey)).toString();
    }

    static int top(String given) {
        if (given == null) {
            return MOST;
        }
        try {
            int top = Integer.parseInt(given);
            if (top >= 1 && top <= MOST) {
                return top;
            }
        } catch (NumberFormatException e) {
            throw invalidTop(given);
        }
        throw invalidTop(given);
    }

    private static RefusedException invalidTop(String given) {
        return ArmRefusal.invalidParameter(
                        "$top",
                        "The value '" + given + "' of $top is invalid. It must be a number from 1 to " + MOST + ".")
                .asException();
    }

    static Optional<String> after(String token) {
        if (token == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8))
                    .filter(key -> key.indexOf('\0') < 0);
        } catch (IllegalArgumentException e) {
            throw ArmRefusal.invalidParameter(
                            "$skiptoken",
                            "The value of $skiptoken is invalid. Follow nextLink as it was given, or leave it out to begin anew.")
                    .asException();
        }
    }

    static String tokenOf(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%24", "$");
    }
}
