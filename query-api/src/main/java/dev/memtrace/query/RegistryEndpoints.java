package dev.memtrace.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.directory.DirectoryAnswers;
import dev.memtrace.core.directory.EntryPage;
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
        var page = page(call);
        var agents = registry.agents(call.org(), EntryPage.newest(page.needed()));
        call.send(Status.OK_200, list("agents", agents, page, DirectoryAnswers::of));
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
        var page = page(call);
        var sessions =
                registry.sessions(
                        call.org(), call.parameter("agent_id"), EntryPage.newest(page.needed()));
        call.send(Status.OK_200, list("sessions", sessions, page, DirectoryAnswers::of));
    }

    /** {@code GET /api/v1/sessions/{id}}. */
    void session(Call call) {
        call.send(
                Status.OK_200,
                registry.session(call.org(), call.pathPart("id"))
                        .map(DirectoryAnswers::of)
                        .orElseThrow(() -> notFound("session")));
    }

    /** A part of a list that is short enough to be read from its start. */
    private record Part(int offset, int limit) {
        /** One more than is shown tells whether there are more. */
        int needed() {
            return offset + limit + 1;
        }
    }

    private static Part page(Call call) {
        var asking = new Asking(new ParameterFields(call), Instant.EPOCH);
        return new Part(asking.offset(), asking.limit());
    }

    private static <T> ObjectNode list(
            String name, List<T> entries, Part part, Function<T, JsonNode> json) {
        var answer = Json.MAPPER.createObjectNode();
        var array = answer.putArray(name);
        entries.stream().skip(part.offset).limit(part.limit).map(json).forEach(array::add);
        return answer.put("count", array.size()).put("has_more", entries.size() >= part.needed());
    }

    private static ApiException notFound(String what) {
        return new ApiException(ApiError.NOT_FOUND, what + " not found");
    }
}
