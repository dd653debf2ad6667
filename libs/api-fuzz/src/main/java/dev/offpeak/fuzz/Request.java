package dev.offpeak.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A request as it goes over the wire, byte by byte: what no client library would send can be sent.
 *
 * @param method such as {@code PUT}
 * @param target path and query, percent-encoded as the test likes it
 * @param headers in order; Host and Content-Length are added unless given
 * @param body null for none
 * @param kind what is odd about it, for people
 */
record Request(String method, String target, List<Map.Entry<String, String>> headers, byte[] body, String kind) {
    private static final int SHOWN = 2000;

    Request withBody(byte[] other) {
        return new Request(method, target, headers, other, kind);
    }

    byte[] head(String host) {
        StringBuilder head =
                new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        boolean framed = false;
        for (Map.Entry<String, String> header : headers) {
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
            framed |= header.getKey().equalsIgnoreCase("Transfer-Encoding")
                    || header.getKey().equalsIgnoreCase("Content-Length");
        }
        head.append("Host: ").append(host).append("\r\n");
        if (!framed && body != null) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    boolean isChunked() {
        return headers.stream()
                .anyMatch(header -> header.getKey().equalsIgnoreCase("Transfer-Encoding")
                        && header.getValue().equals("chunked"));
    }

    /** A command line that sends the same; a long or binary body is given by its beginning and length. */
    String curl(String base) {
        StringBuilder line = new StringBuilder("curl --path-as-is -sS -X ").append(method);
        for (Map.Entry<String, String> header : headers) {
            line.append(" -H ").append(quoted(shortened(header.getKey() + ": " + header.getValue())));
        }
        if (body != null) {
            line.append(" --data-binary ").append(printable(body));
        }
        return line.append(' ')
                .append(quoted(base + shortened(target)))
                .append("   # ")
                .append(kind)
                .toString();
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "... (" + text.length() + " characters)";
    }

    /** Shell's own quoting for bytes ($'\x00'), so that the line can be pasted. */
    private static String printable(byte[] bytes) {
        StringBuilder text = new StringBuilder("$'");
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        shown.write(bytes, 0, Math.min(bytes.length, SHOWN));
        for (byte each : shown.toByteArray()) {
            int value = each & 0xff;
            if (value == '\'' || value == '\\') {
                text.append('\\').append((char) value);
            } else if (value >= 0x20 && value < 0x7f) {
                text.append((char) value);
            } else {
                text.append(String.format("\\x%02x", value));
            }
        }
        text.append('\'');
        return bytes.length <= SHOWN ? text.toString() : text + "... (" + bytes.length + " bytes)";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
