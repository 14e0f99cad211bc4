package dev.memtrace.core.service;

import io.helidon.http.Method;
import java.io.IOException;
import java.io.UncheckedIOException;

/** docs/openapi.yaml, which the build puts beside this class, for those who call the API. */
public final class OpenApiDocument {
    private OpenApiDocument() {}

    /** {@code GET /openapi.yaml}, which needs no key: nothing of anybody's is in it. */
    public static Route route() {
        var document = read();
        return Route.open(
                Method.GET, "/openapi.yaml", call -> call.send("application/yaml", document));
    }

    private static byte[] read() {
        try (var in = OpenApiDocument.class.getResourceAsStream("openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("the build has left out docs/openapi.yaml");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
