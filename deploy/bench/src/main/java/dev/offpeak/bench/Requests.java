package dev.offpeak.bench;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Whole HTTP/1.1 requests as bytes, ready to be written. */
final class Requests {
    private Requests() {}

    static Buffer get(String path, String... headers) {
        return request("GET", path, Optional.empty(), headers);
    }

    static Buffer put(String path, String json, String... headers) {
        return request("PUT", path, Optional.of(json), headers);
    }

    static Buffer post(String path, String json, String... headers) {
        return request("POST", path, Optional.of(json), headers);
    }

    /** @param headers each without its end of line, such as {@code Authorization: Bearer x} */
    private static Buffer request(String method, String path, Optional<String> json, String... headers) {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        byte[] body = json.orElse("").getBytes(StandardCharsets.UTF_8);
        if (json.isPresent()) {
            head.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(body.length)
                    .append("\r\n");
        }
        return Buffer.buffer(head.append("\r\n").toString()).appendBytes(body);
    }
}
