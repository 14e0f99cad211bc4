package dev.memtrace.core.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.memory.OrgId;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code /health}, {@code /ready} and {@code /metrics}, which need no key. */
public final class HealthRoutes {
    private final Clock clock;
    private final Instant startedAt;
    private final BooleanSupplier isReady;
    private final Tenancy tenancy;
    private final Supplier<String> metrics;

    private HealthRoutes(
            Clock clock, BooleanSupplier isReady, Tenancy tenancy, Supplier<String> metrics) {
        this.clock = clock;
        this.startedAt = clock.instant();
        this.isReady = isReady;
        this.tenancy = tenancy;
        this.metrics = metrics;
    }

    /** What a service can tell of orgs and their Arcs. */
    public interface Tenancy {
        /** For a service that knows of none. */
        Tenancy UNKNOWN =
                new Tenancy() {
                    @Override
                    public Map<String, Boolean> arcs(Optional<OrgId> org) {
                        return Map.of();
                    }

                    @Override
                    public Map<String, Long> counts() {
                        return Map.of();
                    }
                };

        /** Whether the Arc of the caller's org answers; that of {@code org_default} for nobody. */
        Map<String, Boolean> arcs(Optional<OrgId> org);

        /** How many of what there is, over all orgs. */
        Map<String, Long> counts();
    }

    /**
     * The three routes.
     *
     * @param isReady whether requests would be served; one tenant's Arc being down is no reason for
     *     no
     * @param tenancy what is told of orgs and their Arcs
     * @param metrics in the Prometheus exposition format
     */
    public static List<Route> of(
            Clock clock, BooleanSupplier isReady, Tenancy tenancy, Supplier<String> metrics) {
        var health = new HealthRoutes(clock, isReady, tenancy, metrics);
        return List.of(
                Route.open(Method.GET, "/health", health::health),
                Route.open(Method.GET, "/ready", health::ready),
                Route.open(Method.GET, "/metrics", call -> call.sendMetrics(health.metrics.get())));
    }

    private void health(Call call) {
        var uptime = Duration.between(startedAt, clock.instant());
        var body =
                Json.MAPPER
                        .createObjectNode()
                        .put("status", "ok")
                        .put("service", "memtrace")
                        .put("uptime", text(uptime));
        var org = call.knownOrg();
        addArcs(body, org);
        if (org.isEmpty()) {
            tenancy.counts().forEach(body::put);
        }
        call.send(Status.OK_200, body);
    }

    private void ready(Call call) {
        boolean ready = isReady.getAsBoolean();
        var body = Json.MAPPER.createObjectNode().put("status", ready ? "ready" : "not ready");
        addArcs(body, Optional.empty());
        call.send(ready ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503, body);
    }

    private void addArcs(ObjectNode body, Optional<OrgId> org) {
        var answering = tenancy.arcs(org);
        if (!answering.isEmpty()) {
            var json = body.putObject("arc");
            answering.forEach(json::put);
        }
    }

    /** As the original writes it: {@code 2h30m15s}. */
    private static String text(Duration uptime) {
        var hours = uptime.toHours() > 0 ? uptime.toHours() + "h" : "";
        var minutes = uptime.toMinutes() > 0 ? uptime.toMinutesPart() + "m" : "";
        return hours + minutes + uptime.toSecondsPart() + "s";
    }
}
