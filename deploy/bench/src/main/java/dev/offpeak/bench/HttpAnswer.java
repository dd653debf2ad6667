package dev.offpeak.bench;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * One HTTP/1.1 answer on a connection that asks only after it was answered; as little of it is read as tells where it ends,
 * for the machine is shared with the server that is measured.
 */
final class HttpAnswer {
    private static final byte[] END_OF_CHUNKS = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private Buffer bytes;
    private int bodyAt;
    /** -1 while the head is not complete, or where the body comes in chunks. */
    private int length;

    private boolean chunked;

    /** Takes what arrived; whether the answer is complete by it. */
    boolean add(Buffer part) {
        if (bytes == null) {
            bytes = part;
            bodyAt = 0;
            length = -1;
            chunked = false;
        } else {
            bytes = bytes.copy().appendBuffer(part);
        }
        if (bodyAt == 0) {
            readHead();
        }
        return bodyAt > 0 && (chunked ? endsWith(END_OF_CHUNKS) : bytes.length() >= bodyAt + length);
    }

    private void readHead() {
        for (int i = 3; i < bytes.length(); i++) {
            if (bytes.getByte(i) == '\n' && bytes.getByte(i - 2) == '\n') {
                bodyAt = i + 1;
                Optional<String> stated = header("content-length");
                chunked = stated.isEmpty()
                        && header("transfer-encoding").filter("chunked"::equals).isPresent();
                length = stated.map(Integer::parseInt).orElse(0);
                return;
            }
        }
    }

    private boolean endsWith(byte[] end) {
        int from = bytes.length() - end.length;
        for (int i = 0; i < end.length; i++) {
            if (from < bodyAt || bytes.getByte(from + i) != end[i]) {
                return false;
            }
        }
        return true;
    }

    int status() {
        return (bytes.getByte(STATUS_AT) - '0') * 100
                + (bytes.getByte(STATUS_AT + 1) - '0') * 10
                + bytes.getByte(STATUS_AT + 2)
                - '0';
    }

    /**
     * A header's value in lower case.
     *
     * @param name in lower case
     */
    Optional<String> header(String name) {
        int line = 0;
        for (int i = 0; i < bodyAt; i++) {
            if (bytes.getByte(i) == '\n') {
                if (i - line > name.length() && isNamed(line, name)) {
                    return Optional.of(bytes.getString(line + name.length() + 1, i, "US-ASCII")
                            .strip()
                            .toLowerCase(Locale.ROOT));
                }
                line = i + 1;
            }
        }
        return Optional.empty();
    }

    private boolean isNamed(int line, String name) {
        for (int i = 0; i < name.length(); i++) {
            if ((bytes.getByte(line + i) | 0x20) != (name.charAt(i) | 0x20)) {
                return false;
            }
        }
        return bytes.getByte(line + name.length()) == ':';
    }

    /** The body as text; not for chunks. */
    String body() {
        return bytes.getString(bodyAt, bodyAt + length);
    }

    /** Head and body as they came. */
    String whole() {
        return bytes.toString();
    }

    /** Makes room for the next one. */
    void forget() {
        bytes = null;
    }
}
