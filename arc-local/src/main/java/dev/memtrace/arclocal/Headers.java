package dev.memtrace.arclocal;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;

/** The header that names a database. */
final class Headers {
    private static final HeaderName DATABASE = HeaderNames.create("x-arc-database");

    private Headers() {}

    static Optional<String> database(ServerRequest request) {
        return request.headers().first(DATABASE).filter(it -> !it.isEmpty());
    }
}
