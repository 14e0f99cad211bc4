package dev.memtrace.query;

import dev.memtrace.core.directory.DirectoryAnswers;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.EntryList;
import dev.memtrace.core.directory.EntryPage;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.TimeText;
import dev.memtrace.core.service.ApiError;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.service.Call;
import dev.memtrace.core.service.Json;
import io.helidon.http.Status;
import java.time.Instant;
import java.util.function.Function;

/** The reads that answer with registered agents and sessions. */
final class RegistryEndpoints {
    private final Registry registry;
    private final AgentActivity activity;

    RegistryEndpoints(Registry registry, AgentActivity activity) {
        this.registry = registry;
        this.activity = activity;
    }

    /** {@code GET /api/v1/agents}. */
    void agents(Call call) {
        var asking = asking(call);
        answer(
                call,
                "agents",
                PagedList.agents(call.org()),
                asking,
                page -> registry.agents(call.org(), page));
    }

    /** {@code GET /api/v1/agents/{id}}, by id or name; also if its Arc cannot say a thing. */
    void agent(Call call) {
        var agent = knownAgent(call);
        var answer = DirectoryAnswers.of(agent);
        activity.lastAt(call.org(), AgentLabels.of(agent))
                .ifPresent(time -> answer.put("last_active_at", TimeText.format(time)));
        call.send(Status.OK_200, answer);
    }

    /** {@code GET /api/v1/agents/{id}/stats}, by id or name. */
    void stats(Call call) {
        var agent = knownAgent(call);
        var labels = AgentLabels.of(agent);
        var counts = activity.counts(call.org(), labels);
        var sessions =
                registry.sessionCounts(call.org(), labels.stream().map(AgentId::value).toList());
        var answer =
                Json.MAPPER
                        .createObjectNode()
                        .put("agent_id", agent.id())
                        .put("memory_count", counts.memories())
                        .put("memories_24h", counts.recent())
                        .put("errors_24h", counts.recentErrors())
                        .put("session_count", sessions.all())
                        .put("active_sessions", sessions.active());
        counts.lastAt().ifPresent(time -> answer.put("last_active_at", TimeText.format(time)));
        var types = answer.putObject("memory_types");
        counts.ofType().forEach(types::put);
        call.send(Status.OK_200, answer);
    }

    private DirectoryEntry.Agent knownAgent(Call call) {
        return registry.agent(call.org(), call.pathPart("id")).orElseThrow(() -> notFound("agent"));
    }

    /** {@code GET /api/v1/sessions}. */
    void sessions(Call call) {
        var asking = asking(call);
        var agent = asking.agent();
        answer(
                call,
                "sessions",
                PagedList.sessions(call.org(), agent),
                asking,
                page -> registry.sessions(call.org(), agent.map(AgentId::value), page));
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
        return new Asking(new ParameterFields(call), Instant.EPOCH); // no list asks for times
    }

    private static void answer(
            Call call,
            String name,
            PagedList list,
            Asking asking,
            Function<EntryPage, EntryList<? extends DirectoryEntry>> read) {
        var found = read.apply(asking.entryPage(list));
        var answer = Json.MAPPER.createObjectNode();
        var array = answer.putArray(name);
        found.entries().stream().map(DirectoryAnswers::of).forEach(array::add);
        answer.put("count", array.size()).put("has_more", found.hasMore());
        if (found.hasMore()) {
            var last = EntryPage.Position.of(found.entries().getLast());
            answer.put("next_cursor", EntryCursor.encode(list, last));
        }
        call.send(Status.OK_200, answer);
    }

    private static ApiException notFound(String what) {
        return new ApiException(ApiError.NOT_FOUND, what + " not found");
    }
}
