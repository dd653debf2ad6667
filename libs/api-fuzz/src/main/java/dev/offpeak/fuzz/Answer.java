package dev.offpeak.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came back.
 *
 * @param status 0 when nothing did
 * @param headers by lower-case name
 * @param body may be empty
 * @param failure why there is no answer; empty when there is one
 */
record Answer(int status, Map<String, List<String>> headers, byte[] body, String failure) {
    static Answer none(String failure) {
        return new Answer(0, Map.of(), new byte[0], failure);
    }

    boolean isSuccess() {
        return status / 100 == 2;
    }

    boolean isRefusal() {
        return status / 100 == 4;
    }

    /** The first one of that name; empty when there is none. */
    String header(String name) {
        List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        return values.isEmpty() ? "" : values.get(0);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
