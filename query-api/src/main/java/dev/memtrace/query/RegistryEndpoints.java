package dev.memtrace.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.directory.DirectoryAnswers;
import dev.memtrace.core.service.ApiError;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.service.Call;
import dev.memtrace.core.service.Json;
import io.helidon.http.Status;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The reads that answer with registered agents and sessions. */
final class RegistryEndpoints {
    private final Registry registry;

    RegistryEndpoints(Registry registry) {
        this.registry = registry;
    }

    /** {@code GET /api/v1/agents}. */
    void agents(Call call) {
        int limit = asking(call).limit();
        var agents = registry.agents(call.org(), limit + 1);
        call.send(Status.OK_200, list("agents", agents, limit, DirectoryAnswers::of));
    }

    /** {@code GET /api/v1/agents/{id}}, by id or name. */
    void agent(Call call) {
        call.send(
                Status.OK_200,
                registry.agent(call.org(), call.pathPart("id"))
                        .map(DirectoryAnswers::of)
                        .orElseThrow(() -> notFound("agent")));
    }

    /** {@code GET /api/v1/sessions}. */
    void sessions(Call call) {
        int limit = asking(call).limit();
        var sessions = registry.sessions(call.org(), call.parameter("agent_id"), limit + 1);
        call.send(Status.OK_200, list("sessions", sessions, limit, DirectoryAnswers::of));
    }

    /** {@code GET /api/v1/sessions/{id}}. */
    void session(Call call) {
        call.send(
                Status.OK_200,
                registry.session(call.org(), call.pathPart("id"))
                        .map(DirectoryAnswers::of)
                        .orElseThrow(() -> notFound("session")));
    }

    private static Asking asking(Call call) {
        return new Asking(new ParameterFields(call), Instant.EPOCH);
    }

    private static <T> ObjectNode list(
            String name, List<T> entries, int limit, Function<T, JsonNode> json) {
        var answer = Json.MAPPER.createObjectNode();
        var array = answer.putArray(name);
        entries.stream().limit(limit).map(json).forEach(array::add);
        return answer.put("count", array.size()).put("has_more", entries.size() > limit);
    }

    private static ApiException notFound(String what) {
        return new ApiException(ApiError.NOT_FOUND, what + " not found");
    }
}
