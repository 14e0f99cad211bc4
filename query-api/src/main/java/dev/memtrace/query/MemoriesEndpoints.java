package dev.memtrace.query;

import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.SessionId;
import dev.memtrace.core.service.ApiError;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.service.Call;
import io.helidon.http.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The reads that answer with memories. */
final class MemoriesEndpoints {
    private static final Duration AGENT_SINCE = Duration.ofHours(24);

    private final MemoryReader reader;
    private final Registry registry;
    private final Clock clock;

    MemoriesEndpoints(MemoryReader reader, Registry registry, Clock clock) {
        this.reader = reader;
        this.registry = registry;
        this.clock = clock;
    }

    /** {@code GET /api/v1/memories}. */
    void list(Call call, Runnable awaitAll) {
        var asking = asking(call);
        answer(call, asking.listFilter(), asking, awaitAll);
    }

    /** {@code GET /api/v1/memories/{id}}. */
    void one(Call call) {
        var memory =
                MemoryId.parse(call.pathPart("id"))
                        .flatMap(id -> reader.find(call.org(), id))
                        .orElseThrow(
                                () -> new ApiException(ApiError.NOT_FOUND, "memory not found"));
        call.send(Status.OK_200, MemoryAnswers.memory(memory));
    }

    /** {@code GET /api/v1/sessions/{id}/memories}. */
    void ofSession(Call call, Runnable awaitAll) {
        var asking = asking(call);
        answer(call, asking.listFilter().ofSession(session(call)), asking, awaitAll);
    }

    static SessionId session(Call call) {
        return new SessionId(
                Asking.valid(
                        "session_id", call.pathPart("id"), SessionId::isValid, SessionId.RULE));
    }

    /** {@code GET /api/v1/agents/{id}/memories}. */
    void ofAgent(Call call) {
        var asking = asking(call);
        var filter = asking.listFilter();
        var since = filter.window().since().orElseGet(() -> now().minus(AGENT_SINCE));
        answer(
                call,
                filter.ofAgents(labels(call))
                        .within(new TimeWindow(Optional.of(since), filter.window().until())),
                asking,
                () -> {}); // has waited: the directory says who the agent is
    }

    /** What an agent's memories may be labelled with, also if it was never registered. */
    private List<AgentId> labels(Call call) {
        var asked = call.pathPart("id");
        var labels = AgentLabels.of(asked, registry.agent(call.org(), asked));
        if (labels.isEmpty()) {
            Asking.valid("agent_id", asked, AgentId::isValid, AgentId.RULE);
        }
        return labels;
    }

    /** {@code POST /api/v1/search}. */
    void search(Call call, Runnable awaitAll) {
        long start = System.nanoTime();
        var asking = new Asking(new BodyFields(call.optionalJsonObject()), now());
        var filter = asking.searchFilter();
        var request = asking.page(call.org());
        var page = reader.read(call.org(), filter, request, awaitAll);
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        call.send(Status.OK_200, MemoryAnswers.search(call.org(), request, page, millis));
    }

    private void answer(Call call, MemoryFilter filter, Asking asking, Runnable awaitAll) {
        var request = asking.page(call.org());
        var page = reader.read(call.org(), filter, request, awaitAll);
        call.send(Status.OK_200, MemoryAnswers.list(call.org(), request, page));
    }

    private Asking asking(Call call) {
        return new Asking(new ParameterFields(call), now());
    }

    private Instant now() {
        return clock.instant();
    }
}
