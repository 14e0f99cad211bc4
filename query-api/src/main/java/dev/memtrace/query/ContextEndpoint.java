package dev.memtrace.query;

import dev.memtrace.core.service.Call;
import dev.memtrace.core.service.Json;
import io.helidon.http.Status;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** {@code POST /api/v1/sessions/{id}/context}: a session's history, ready for a prompt. */
final class ContextEndpoint {
    static final int TOKENS_MAX = 1_000_000;

    /** How many memories of a session are shown. */
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

    void answer(Call call, Runnable awaitAll) {
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
        int max =
                maxTokens
                        .map(tokens -> Math.clamp(tokens / ContextLine.TOKENS_MIN, 1, MEMORIES_MAX))
                        .orElse(MEMORIES_MAX);
        var found = reader.excerpts(call.org(), filter, max, CONTENT_CHARS_MAX, awaitAll);
        var context =
                SessionContext.of(
                        new SessionContext.Source(
                                session, found.excerpts(), !found.hasMore(), order),
                        maxTokens);
        call.send(
                Status.OK_200,
                Json.MAPPER
                        .createObjectNode()
                        .put("session_id", session.value())
                        .put("context", context.text())
                        .put("memory_count", context.memories()));
    }
}
