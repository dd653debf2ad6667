package dev.offpeak.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One keep-alive connection of HTTP/1.1, opened anew when the server closed it. For one thread. */
final class Connection implements AutoCloseable {
    private static final int PIECE = 64 * 1024;

    private final String host;
    private final int port;
    private final int patienceMillis;
    private Socket socket;
    private InputStream in;
    private boolean used;
    /** Whether a request was cut short, so that nothing can follow it on this connection. */
    private boolean cut;

    Connection(String host, int port, int patienceMillis) {
        this.host = host;
        this.port = port;
        this.patienceMillis = patienceMillis;
    }

    /** Sends it and reads the whole answer; no exception for what the server does. */
    Answer send(Request request) {
        boolean wasUsed = used;
        Answer answer = attempt(request);
        // An idle connection may have been closed by the server before this request reached it.
        return answer.status() == 0 && wasUsed && !answer.failure().startsWith("hang") ? attempt(request) : answer;
    }

    /** Sends bytes that need not be HTTP, on a connection of their own. */
    Answer sendRaw(byte[] bytes) {
        close();
        try {
            open();
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return read(false);
        } catch (SocketTimeoutException e) {
            return Answer.none("hang: no answer within " + patienceMillis + " ms");
        } catch (IOException e) {
            return Answer.none("dropped: " + e);
        } finally {
            close();
        }
    }

    private Answer attempt(Request request) {
        try {
            if (socket == null) {
                open();
            }
            used = true;
            write(request);
            Answer answer = read(request.method().equals("HEAD"));
            if (cut || answer.header("connection").equalsIgnoreCase("close")) {
                close();
            }
            return answer;
        } catch (SocketTimeoutException e) {
            close();
            return Answer.none("hang: no answer within " + patienceMillis + " ms");
        } catch (IOException e) {
            close();
            return Answer.none("dropped: " + e);
        }
    }

    private void open() throws IOException {
        socket = new Socket();
        socket.setSoTimeout(patienceMillis);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(host, port), patienceMillis);
        in = new BufferedInputStream(socket.getInputStream());
        used = false;
        cut = false;
    }

    /** Stops as soon as an answer comes: a server that refuses a large body does not read it to its end. */
    private void write(Request request) throws IOException {
        OutputStream out = socket.getOutputStream();
        byte[] head = request.head(host + ":" + port);
        byte[] body = request.body() == null ? new byte[0] : request.body();
        if (body.length < PIECE && !request.isChunked()) {
            byte[] all = new byte[head.length + body.length];
            System.arraycopy(head, 0, all, 0, head.length);
            System.arraycopy(body, 0, all, head.length, body.length);
            out.write(all);
            out.flush();
            return;
        }
        out.write(head);
        try {
            for (int from = 0; from < body.length; from += PIECE) {
                if (in.available() > 0) {
                    cut = true;
                    return;
                }
                int length = Math.min(PIECE, body.length - from);
                if (request.isChunked()) {
                    out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                }
                out.write(body, from, length);
                if (request.isChunked()) {
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
            if (request.isChunked()) {
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            out.flush();
        } catch (IOException e) {
            // The answer may have come before the connection was closed; whoever reads finds out.
            cut = true;
        }
    }

    private Answer read(boolean headOnly) throws IOException {
        Answer head;
        do {
            head = readHead();
        } while (head.status() == 100);
        if (headOnly || head.status() == 204 || head.status() == 304) {
            return head;
        }
        byte[] body;
        if (head.header("transfer-encoding").equalsIgnoreCase("chunked")) {
            body = readChunks();
        } else if (head.header("content-length").isEmpty()) {
            body = in.readAllBytes();
            close();
        } else {
            int length = Integer.parseInt(head.header("content-length"));
            body = in.readNBytes(length);
            if (body.length < length) {
                throw new EOFException("the body ended after " + body.length + " of " + length + " bytes");
            }
        }
        return new Answer(head.status(), head.headers(), body, "");
    }

    private Answer readHead() throws IOException {
        String status = line();
        if (!status.matches("\\S+ \\d{3}.*")) {
            throw new IOException("no status line but '" + status + "'");
        }
        Map<String, List<String>> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("no header but '" + line + "'");
            }
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).trim());
        }
        return new Answer(Integer.parseInt(status.split(" ")[1]), headers, new byte[0], "");
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(line().trim(), 16);
            body.write(in.readNBytes(length));
            line();
            if (length == 0) {
                return body.toByteArray();
            }
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            if (each < 0) {
                throw new EOFException("the connection was closed without an answer");
            }
            line.write(each);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public void close() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is gone either way.
                used = false;
            }
            socket = null;
        }
    }
}
