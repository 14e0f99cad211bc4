package dev.memtrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;

/** A request as it goes over the wire; the arrays are shared, not copied. */
final class HttpRequest {
    private static final byte[] NOTHING = {};

    private final byte[] head;
    private final byte[] body;

    private HttpRequest(String head, byte[] body) {
        this.head = head.getBytes(UTF_8);
        this.body = body;
    }

    /** The same read, that does not wait until it is complete. */
    HttpRequest eventual() {
        var text = new String(head, UTF_8);
        int end = text.length() - "\r\n".length();
        return new HttpRequest(text.substring(0, end) + "Read-Consistency: eventual\r\n\r\n", body);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(head);
        out.write(body);
    }

    /** Makes the requests of one caller. */
    record Maker(int port, String apiKey) {
        /** A read. */
        HttpRequest get(String path) {
            return new HttpRequest(head("GET", path, ""), NOTHING);
        }

        /** A write, or a read with a body. */
        HttpRequest post(String path, byte[] body) {
            return new HttpRequest(head("POST", path, contentHeaders(body)), body);
        }

        /** A write that is answered as soon as it is durable. */
        HttpRequest postAsync(String path, byte[] body) {
            var headers = "Prefer: respond-async\r\n" + contentHeaders(body);
            return new HttpRequest(head("POST", path, headers), body);
        }

        private static String contentHeaders(byte[] body) {
            return "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n";
        }

        private String head(String method, String path, String headers) {
            return method
                    + (" " + path + " HTTP/1.1\r\nHost: localhost:" + port)
                    + ("\r\nx-api-key: " + apiKey + "\r\n" + headers + "\r\n");
        }
    }
}
