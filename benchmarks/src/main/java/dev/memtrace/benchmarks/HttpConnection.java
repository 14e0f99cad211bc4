package dev.memtrace.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * A kept connection to a server on this machine, with no more HTTP/1.1 than our own servers speak:
 * the client shares the processors with what it measures, so it has to be cheap. One thread.
 */
final class HttpConnection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OUT_BYTES = 8 * 1024;
    private static final int IN_BYTES = 64 * 1024;
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final int STATUS_DIGITS = 3;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[IN_BYTES];
    private int filled;
    private int bodyFrom;
    private int bodyLength;
    private int retryAfterSeconds;

    private HttpConnection(int port) throws IOException {
        var patienceMillis = (int) PATIENCE.toMillis();
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), patienceMillis);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(patienceMillis);
        in = socket.getInputStream();
        out = new BufferedOutputStream(socket.getOutputStream(), OUT_BYTES);
    }

    static HttpConnection open(int port) throws IOException {
        return new HttpConnection(port);
    }

    /** Sends a request and waits for its answer; returns the status. */
    int exchange(HttpRequest request) throws IOException {
        request.writeTo(out);
        out.flush();
        filled = 0;
        readHead();
        int length = bodyFrom + bodyLength;
        if (length > buffer.length) {
            buffer = Arrays.copyOf(buffer, length);
        }
        while (filled < length) {
            readSome();
        }
        return Integer.parseInt(new String(buffer, STATUS_AT, STATUS_DIGITS, ISO_8859_1));
    }

    private void readHead() throws IOException {
        int searched = 0;
        while (true) {
            readSome();
            int end = endOfHead(searched);
            if (end > 0) {
                bodyFrom = end;
                readHeaders(new String(buffer, 0, end, ISO_8859_1));
                return;
            }
            if (filled == buffer.length) {
                throw new ProtocolException("the head of an answer is too long");
            }
            searched = Math.max(0, filled - 3);
        }
    }

    private void readSome() throws IOException {
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            throw new EOFException("the server closed the connection");
        }
        filled += read;
    }

    /** Where the body begins, 0 if the head is not all there. */
    private int endOfHead(int from) {
        for (int i = from; i + 3 < filled; i++) {
            if (buffer[i] == '\r'
                    && buffer[i + 1] == '\n'
                    && buffer[i + 2] == '\r'
                    && buffer[i + 3] == '\n') {
                return i + 4;
            }
        }
        return 0;
    }

    private void readHeaders(String head) throws IOException {
        bodyLength = -1;
        retryAfterSeconds = 1;
        var lines = head.split("\r\n", -1);
        for (var line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                    case "content-length" -> bodyLength = number(line, colon);
                    case "retry-after" -> retryAfterSeconds = number(line, colon);
                    default -> {}
                }
            }
        }
        if (bodyLength < 0) {
            throw new ProtocolException("an answer does not say how long it is: " + lines[0]);
        }
    }

    private static int number(String line, int colon) {
        return Integer.parseInt(line.substring(colon + 1).strip());
    }

    /** The last answer's body. */
    String body() {
        return new String(buffer, bodyFrom, bodyLength, UTF_8);
    }

    /** When the last answer asked us to come back. */
    Duration retryAfter() {
        return Duration.ofSeconds(retryAfterSeconds);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
