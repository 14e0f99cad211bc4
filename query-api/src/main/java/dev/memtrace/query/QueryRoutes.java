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
            ContextEndpoint context,
            RegistryEndpoints registry,
            PipelineEndpoint pipeline) {
        return List.of(
                Route.reading(GET, "/api/v1/memories", memories::list),
                Route.reading(GET, "/api/v1/memories/{id}", memories::one),
                Route.reading(GET, "/api/v1/sessions/{id}/memories", memories::ofSession),
                Route.reading(GET, "/api/v1/agents/{id}/memories", memories::ofAgent),
                Route.reading(POST, "/api/v1/search", memories::search),
                Route.reading(POST, "/api/v1/sessions/{id}/context", context::answer),
                Route.reading(GET, "/api/v1/sessions", registry::sessions),
                Route.reading(GET, "/api/v1/sessions/{id}", registry::session),
                Route.reading(GET, "/api/v1/agents", registry::agents),
                Route.reading(GET, "/api/v1/agents/{id}", registry::agent),
                Route.reading(GET, "/api/v1/agents/{id}/stats", registry::stats),
                Route.administering(GET, "/api/v1/admin/pipeline", pipeline::answer));
    }
}
