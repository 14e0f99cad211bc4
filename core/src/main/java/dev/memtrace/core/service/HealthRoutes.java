package dev.memtrace.core.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code /health}, {@code /ready} and {@code /metrics}, which need no key. */
public final class HealthRoutes {
    private final Clock clock;
    private final Instant startedAt;
    private final BooleanSupplier isReady;
    private final Supplier<Map<String, Boolean>> arcs;
    private final Supplier<String> metrics;

    private HealthRoutes(
            Clock clock,
            BooleanSupplier isReady,
            Supplier<Map<String, Boolean>> arcs,
            Supplier<String> metrics) {
        this.clock = clock;
        this.startedAt = clock.instant();
        this.isReady = isReady;
        this.arcs = arcs;
        this.metrics = metrics;
    }

    /**
     * The three routes.
     *
     * @param isReady whether requests would be served; one tenant's Arc being down is no reason for
     *     no
     * @param arcs which org's Arc answers, as the original shows it; empty for services that know
     *     none
     * @param metrics in the Prometheus exposition format
     */
    public static List<Route> of(
            Clock clock,
            BooleanSupplier isReady,
            Supplier<Map<String, Boolean>> arcs,
            Supplier<String> metrics) {
        var health = new HealthRoutes(clock, isReady, arcs, metrics);
        return List.of(
                Route.open(Method.GET, "/health", health::health),
                Route.open(Method.GET, "/ready", health::ready),
                Route.open(Method.GET, "/metrics", call -> call.sendMetrics(health.metrics.get())));
    }

    private void health(Call call) {
        var uptime = Duration.between(startedAt, clock.instant());
        call.send(
                Status.OK_200,
                withArcs(
                        Json.MAPPER
                                .createObjectNode()
                                .put("status", "ok")
                                .put("service", "memtrace")
                                .put("uptime", text(uptime))));
    }

    private void ready(Call call) {
        boolean ready = isReady.getAsBoolean();
        call.send(
                ready ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503,
                withArcs(
                        Json.MAPPER
                                .createObjectNode()
                                .put("status", ready ? "ready" : "not ready")));
    }

    private ObjectNode withArcs(ObjectNode body) {
        var answering = arcs.get();
        if (!answering.isEmpty()) {
            var json = body.putObject("arc");
            answering.forEach(json::put);
        }
        return body;
    }

    /** As the original writes it: {@code 2h30m15s}. */
    private static String text(Duration uptime) {
        var hours = uptime.toHours() > 0 ? uptime.toHours() + "h" : "";
        var minutes = uptime.toMinutes() > 0 ? uptime.toMinutesPart() + "m" : "";
        return hours + minutes + uptime.toSecondsPart() + "s";
    }
}
