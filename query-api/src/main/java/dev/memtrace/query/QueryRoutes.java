package dev.memtrace.query;

import static io.helidon.http.Method.GET;
import static io.helidon.http.Method.POST;

import dev.memtrace.core.service.Route;
import java.util.List;

/** Which path leads where. */
final class QueryRoutes {
    private QueryRoutes() {}

    static List<Route> of(
            MemoriesEndpoints memories,
            StreamEndpoint stream,
            StatusEndpoint status,
            ContextEndpoint context,
            RegistryEndpoints registry,
            PipelineEndpoint pipeline,
            Freshness fresh) {
        return List.of(
                Route.reading(GET, "/api/v1/memories", fresh.ofMemories(memories::list)),
                Route.reading(GET, "/api/v1/memories/stream", stream::answer),
                Route.reading(GET, "/api/v1/memories/{id}", fresh.ofRecentMemories(memories::one)),
                Route.reading(GET, "/api/v1/memories/{id}/status", status::answer),
                Route.reading(
                        GET,
                        "/api/v1/sessions/{id}/memories",
                        fresh.ofMemories(memories::ofSession)),
                Route.reading(GET, "/api/v1/agents/{id}/memories", fresh.ofBoth(memories::ofAgent)),
                Route.reading(POST, "/api/v1/search", fresh.ofMemories(memories::search)),
                Route.reading(
                        POST, "/api/v1/sessions/{id}/context", fresh.ofMemories(context::answer)),
                Route.reading(GET, "/api/v1/sessions", fresh.ofDirectory(registry::sessions)),
                Route.reading(GET, "/api/v1/sessions/{id}", fresh.ofDirectory(registry::session)),
                Route.reading(GET, "/api/v1/agents", fresh.ofDirectory(registry::agents)),
                Route.reading(GET, "/api/v1/agents/{id}", fresh.ofBoth(registry::agent)),
                Route.reading(GET, "/api/v1/agents/{id}/stats", fresh.ofBoth(registry::stats)),
                Route.administering(GET, "/api/v1/admin/pipeline", pipeline::answer));
    }
}
