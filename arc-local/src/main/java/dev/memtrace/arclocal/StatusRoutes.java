package dev.memtrace.arclocal;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says that it lives, that it is ready, and whether a token is right. */
final class StatusRoutes implements HttpService {
    private final TokenGate gate;
    private final Clock clock;
    private final long startedNanos = System.nanoTime();

    StatusRoutes(TokenGate gate, Clock clock) {
        this.gate = gate;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/health", this::health)
                .get("/ready", this::ready)
                .get("/api/v1/auth/verify", this::verify);
    }

    private void health(ServerRequest request, ServerResponse response) {
        var body = status("ok");
        body.put("uptime", uptimeSeconds() + "s");
        Json.send(response, 200, body);
    }

    /** The port opens when all databases are, so whoever can ask finds it ready. */
    private void ready(ServerRequest request, ServerResponse response) {
        Json.send(response, 200, status("ready"));
    }

    private Map<String, Object> status(String status) {
        var body = new LinkedHashMap<String, Object>();
        body.put("status", status);
        body.put("time", Json.timestamp(clock));
        body.put("uptime_sec", uptimeSeconds());
        return body;
    }

    private double uptimeSeconds() {
        return Duration.ofNanos(System.nanoTime() - startedNanos).toMillis() / 1_000.0;
    }

    private void verify(ServerRequest request, ServerResponse response) {
        var given = gate.given(request.headers());
        if (given.isEmpty()) {
            Json.send(response, 401, Map.of("valid", false, "error", "No token provided"));
        } else if (!gate.isRight(given.get())) {
            Json.send(response, 401, Map.of("valid", false, "error", "Invalid or expired token"));
        } else {
            Json.send(
                    response,
                    200,
                    Map.of("valid", true, "permissions", List.of("read", "write", "admin")));
        }
    }
}
