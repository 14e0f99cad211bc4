package dev.memtrace.arclocal;

import io.helidon.http.HttpException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only place where a failure becomes an answer. */
final class Failures {
    private static final Logger LOGGER = LoggerFactory.getLogger(Failures.class);

    private final Clock clock;

    Failures(Clock clock) {
        this.clock = clock;
    }

    void register(HttpRouting.Builder routing) {
        routing.error(
                        ArcFailure.class,
                        (request, response, e) ->
                                send(request, response, e.status(), e.getMessage()))
                .error(
                        HttpException.class,
                        (request, response, e) ->
                                send(request, response, e.status().code(), e.getMessage()))
                .error(Exception.class, this::unexpected);
    }

    private void unexpected(ServerRequest request, ServerResponse response, Exception e) {
        LOGGER.atError().setCause(e).addKeyValue("path", path(request)).log("request failed");
        send(request, response, 500, "internal error");
    }

    private void send(ServerRequest request, ServerResponse response, int status, String error) {
        Json.send(response, status, body(path(request), status, String.valueOf(error)));
    }

    private static String path(ServerRequest request) {
        return request.prologue().uriPath().path();
    }

    private Map<String, Object> body(String path, int status, String error) {
        var body = new LinkedHashMap<String, Object>();
        if (status == 401) {
            body.put("success", false);
        } else if (path.startsWith("/api/v1/query")) {
            body.put("success", false);
            body.put("columns", null);
            body.put("data", null);
            body.put("row_count", 0);
            body.put("execution_time_ms", 0);
            body.put("timestamp", Json.timestamp(clock));
        }
        body.put("error", error);
        return body;
    }
}
