package dev.offpeak.local.gateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request's path without empty segments.
 *
 * @param raw as it is passed on: still percent-encoded, one slash before each segment
 * @param segments decoded, in the caller's casing; empty for the root
 */
record RequestPath(String raw, List<String> segments) {

    /**
     * Empty for a path that no service must see: one with dot segments, by which a caller could climb out of the route
     * that was checked, or with a broken percent-encoding.
     */
    static Optional<RequestPath> of(String path) {
        StringBuilder raw = new StringBuilder();
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/")) {
            if (segment.isEmpty()) {
                continue;
            }
            String decoded;
            try {
                decoded = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
            if (decoded.equals(".")
                    || decoded.equals("..")
                    || decoded.indexOf('\\') >= 0
                    || decoded.indexOf('\0') >= 0) {
                return Optional.empty();
            }
            raw.append('/').append(segment);
            segments.add(decoded);
        }
        return Optional.of(new RequestPath(raw.isEmpty() ? "/" : raw.toString(), List.copyOf(segments)));
    }
}
