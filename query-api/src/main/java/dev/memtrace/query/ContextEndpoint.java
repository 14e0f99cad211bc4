package dev.memtrace.query;

import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryType;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Call;
import dev.memtrace.core.service.Json;
import io.helidon.http.Status;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code POST /api/v1/sessions/{id}/context}: a session's history, ready for a prompt. */
final class ContextEndpoint {
    static final int TOKENS_MAX = 1_000_000;

    /** How many memories of a session are looked at: all decisions, then the newest. */
    static final int MEMORIES_MAX = 2_000;

    /** Leaves enough of a content whose start is all blanks. */
    private static final int CONTENT_CHARS_MAX = 4 * ContextLength.FULL.other();

    private static final Duration SINCE = Duration.ofHours(24);

    private final MemoryReader reader;
    private final Clock clock;

    ContextEndpoint(MemoryReader reader, Clock clock) {
        this.reader = reader;
        this.clock = clock;
    }

    void answer(Call call) {
        var session = MemoriesEndpoints.session(call);
        var now = clock.instant();
        var asking = new Asking(new BodyFields(call.optionalJsonObject()), now);
        var window =
                new TimeWindow(
                        asking.time("since").or(() -> Optional.of(now.minus(SINCE))),
                        asking.time("until"));
        var filter =
                MemoryFilter.ALL
                        .ofSession(session)
                        .ofTypes(asking.types("include_types"), asking.types("exclude_types"))
                        .within(window);
        var maxTokens = asking.wholeWithin("max_tokens", 1, TOKENS_MAX);
        var order = asking.order();
        var found = newest(call.org(), filter);
        var context =
                SessionContext.of(
                        new SessionContext.Source(
                                session, found.memories(), !found.hasMore(), order),
                        maxTokens);
        call.send(
                Status.OK_200,
                Json.MAPPER
                        .createObjectNode()
                        .put("session_id", session.value())
                        .put("context", context.text())
                        .put("memory_count", context.memories()));
    }

    /** Decisions first, because they are never to be missed. */
    private Page newest(OrgId org, MemoryFilter filter) {
        var everything = excerpts(org, filter, MEMORIES_MAX);
        if (!everything.hasMore()) {
            return everything;
        }
        var memories = new ArrayList<Memory>();
        if (wants(filter, MemoryType.DECISION)) {
            var decision = List.of(MemoryType.DECISION);
            memories.addAll(
                    excerpts(org, filter.ofTypes(decision, List.of()), MEMORIES_MAX).memories());
        }
        everything.memories().stream()
                .filter(memory -> !memory.type().equals(MemoryType.DECISION))
                .limit(MEMORIES_MAX - memories.size())
                .forEach(memories::add);
        return new Page(memories, true);
    }

    private static boolean wants(MemoryFilter filter, MemoryType type) {
        return (filter.types().isEmpty() || filter.types().contains(type))
                && !filter.excludedTypes().contains(type);
    }

    private Page excerpts(OrgId org, MemoryFilter filter, int limit) {
        return reader.excerpts(org, filter, PageRequest.newest(limit), CONTENT_CHARS_MAX);
    }
}
