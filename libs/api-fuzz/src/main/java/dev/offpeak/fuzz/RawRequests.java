package dev.offpeak.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What no HTTP client sends: request lines, headers and framing that are wrong as such. */
public final class RawRequests {
    private static final String END = "Host: x\r\nConnection: close\r\n\r\n";

    private RawRequests() {}

    /** Bytes by what is wrong with them. */
    public static Map<String, byte[]> all() {
        Map<String, byte[]> raw = new LinkedHashMap<>();
        put(raw, "no HTTP at all", "hello\r\n\r\n");
        put(raw, "binary", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\r\n\r\n");
        put(raw, "no version", "GET /subscriptions\r\n" + END);
        put(raw, "another protocol", "GET /subscriptions FTP/9.9\r\n" + END);
        put(raw, "a space in the path", "GET /subscriptions/a b HTTP/1.1\r\n" + END);
        put(raw, "no slash", "GET subscriptions HTTP/1.1\r\n" + END);
        put(raw, "an empty target", "GET  HTTP/1.1\r\n" + END);
        put(raw, "a percent sign alone", "GET /subscriptions/%zz HTTP/1.1\r\n" + END);
        put(raw, "a target of 8 KB", "GET /subscriptions/" + "a".repeat(8_000) + " HTTP/1.1\r\n" + END);
        put(raw, "a target of 100 KB", "GET /subscriptions/" + "a".repeat(100_000) + " HTTP/1.1\r\n" + END);
        put(raw, "a header of 100 KB", "GET /nowhere HTTP/1.1\r\nX-Long: " + "a".repeat(100_000) + "\r\n" + END);
        put(raw, "a thousand headers", "GET /nowhere HTTP/1.1\r\n" + "X-Many: a\r\n".repeat(5_000) + END);
        put(raw, "a header without a name", "GET /nowhere HTTP/1.1\r\n: x\r\n" + END);
        put(raw, "a header with a space", "GET /nowhere HTTP/1.1\r\nX Y: x\r\n" + END);
        put(raw, "NUL in a header", "GET /nowhere HTTP/1.1\r\nX-Nul: a\u0000b\r\n" + END);
        put(raw, "an unknown method", "BREW /subscriptions?api-version=2022-12-01 HTTP/1.1\r\n" + END);
        put(raw, "a length that is none", "POST /nowhere HTTP/1.1\r\nContent-Length: ten\r\n" + END);
        put(raw, "a negative length", "POST /nowhere HTTP/1.1\r\nContent-Length: -1\r\n" + END);
        put(raw, "two lengths", "POST /nowhere HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n" + END + "ab");
        put(
                raw,
                "a length beside chunks",
                "POST /nowhere HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n" + END + "0\r\n\r\n");
        put(raw, "an unknown transfer encoding", "POST /nowhere HTTP/1.1\r\nTransfer-Encoding: gzip\r\n" + END);
        put(
                raw,
                "a chunk that is none",
                "POST /nowhere HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + END + "zz\r\nab\r\n");
        return raw;
    }

    /** Where the framing is broken a server may close the connection, for it can't know where an answer would belong. */
    public static Set<String> mayBeDropped() {
        return Set.of("a chunk that is none");
    }

    /** What a server may answer with 501, which RFC 9110 has for what it knows nothing of: here, another protocol's version. */
    public static Set<String> mayBeNotImplemented() {
        return Set.of("another protocol");
    }

    private static void put(Map<String, byte[]> raw, String what, String text) {
        raw.put(what, text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
