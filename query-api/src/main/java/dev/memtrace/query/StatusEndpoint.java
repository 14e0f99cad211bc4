package dev.memtrace.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.service.Call;
import dev.memtrace.core.service.Json;
import dev.memtrace.core.wire.KafkaUnavailableException;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code GET /api/v1/memories/{id}/status}: what became of a memory, also of one that is kept
 * nowhere. Thread-safe.
 */
final class StatusEndpoint {
    private static final String ID_RULE = "mem_ and 32 hex digits";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final MemoryReader reader;
    private final Fates fates;
    private final Freshness fresh;

    StatusEndpoint(MemoryReader reader, Fates fates, Freshness fresh) {
        this.reader = reader;
        this.fates = fates;
        this.fresh = fresh;
    }

    /** How far a memory has come. */
    private enum Progress {
        /** In the log, and not decided. */
        PENDING,
        /** New, and in the log; perhaps not in its Arc. */
        ACCEPTED,
        /** In its Arc for good. */
        STORED,
        UNKNOWN
    }

    void answer(Call call) {
        var asked = call.pathPart("id");
        var id = MemoryId.parse(asked).orElseThrow(() -> Fields.wrong("id", ID_RULE, asked));
        fresh.ofFates(first -> find(first, id)).answer(call);
    }

    private void find(Call call, MemoryId id) {
        var org = call.org();
        var known = known(org, id);
        if (known.isPresent()) {
            call.send(Status.OK_200, known.get());
            return;
        }
        // Not decided, or decided since, or nobody's. In this order nothing slips through.
        var otherwise = isUndecided(org, id) ? Progress.PENDING : Progress.UNKNOWN;
        fresh.ofFates(
                        again ->
                                again.send(
                                        Status.OK_200,
                                        known(org, id).orElseGet(() -> json(id, otherwise))))
                .answer(call);
    }

    private boolean isUndecided(OrgId org, MemoryId id) {
        try {
            return fates.isUndecided(org, id);
        } catch (KafkaUnavailableException e) {
            throw ApiException.unavailable(e.getMessage(), RETRY_AFTER);
        }
    }

    private Optional<ObjectNode> known(OrgId org, MemoryId id) {
        if (reader.findRecent(org, id).isPresent()) {
            return Optional.of(json(id, Progress.ACCEPTED));
        }
        var outcome = fates.outcomes().find(org, id);
        if (outcome.filter(Outcome.Duplicate.class::isInstance).isPresent()) {
            return outcome.map(it -> json(id, it));
        }
        // One that was refused, or rejected, may have been put back since.
        return reader.findStored(org, id)
                .map(_ -> reader.findRecent(org, id).isPresent())
                .map(isRecent -> json(id, isRecent ? Progress.ACCEPTED : Progress.STORED))
                .or(() -> outcome.map(it -> json(id, it)));
    }

    private static ObjectNode json(MemoryId id, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Duplicate(var original, var isSameContent) ->
                    json(id, "duplicate")
                            .put("duplicate_of", original.toString())
                            .put("same_content", isSameContent);
            case Outcome.Rejected(var reason) -> json(id, "rejected").put("reason", reason);
            case Outcome.Refused(var reason) -> json(id, "refused").put("reason", reason);
        };
    }

    private static ObjectNode json(MemoryId id, Progress progress) {
        return json(id, progress.name().toLowerCase(Locale.ROOT));
    }

    private static ObjectNode json(MemoryId id, String status) {
        return Json.MAPPER.createObjectNode().put("id", id.toString()).put("status", status);
    }
}
