package dev.memtrace.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryAnswers;
import dev.memtrace.core.directory.DirectoryCommands;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.service.ApiError;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.service.Call;
import io.helidon.http.Status;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;

/** What changes agents and sessions. */
final class DirectoryEndpoints {
    private static final int NAME_LENGTH_MAX = 128;
    private static final int DESCRIPTION_LENGTH_MAX = 4_096;
    private static final int OBJECT_LENGTH_MAX = 64 * 1024;
    private static final int SHOWN_LENGTH_MAX = 40;
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final int IDEMPOTENCY_KEY_LENGTH_MAX = 255;

    private final DirectoryCommands commands;
    private final Clock clock;

    DirectoryEndpoints(DirectoryCommands commands, Clock clock) {
        this.commands = commands;
        this.clock = clock;
    }

    /** {@code POST /api/v1/agents}. */
    void createAgent(Call call) {
        var body = call.jsonObject();
        var name =
                text(body, "name", NAME_LENGTH_MAX)
                        .orElseThrow(() -> ApiException.invalid("name is required"));
        var agent =
                new DirectoryEntry.Agent(
                        id(call, Ids.AGENT, () -> Ids.random(Ids.AGENT)),
                        call.org(),
                        name,
                        text(body, "description", DESCRIPTION_LENGTH_MAX),
                        object(body, "config"),
                        now());
        call.send(Status.CREATED_201, answer(new Wish.Create(agent)));
    }

    /** {@code DELETE /api/v1/agents/{id}}, by id or name. */
    void removeAgent(Call call) {
        switch (commands.decide(new Wish.RemoveAgent(call.org(), call.pathPart("id")))) {
            case Decision.Removed _ -> call.sendNothing();
            case Decision other -> throw refusal(other);
        }
    }

    /** {@code POST /api/v1/sessions}. */
    void createSession(Call call) {
        var body = call.jsonObject();
        var agent =
                text(body, "agent_id", NAME_LENGTH_MAX)
                        .orElseThrow(() -> ApiException.invalid("agent_id is required"));
        if (!AgentId.isValid(agent)) {
            throw ApiException.invalid("invalid agent_id: it must be " + AgentId.RULE);
        }
        var now = now();
        var session =
                new DirectoryEntry.Session(
                        id(call, Ids.SESSION, () -> Ids.session(now)),
                        call.org(),
                        new AgentId(agent),
                        SessionStatus.ACTIVE,
                        object(body, "metadata"),
                        now,
                        now,
                        Optional.empty());
        call.send(Status.CREATED_201, answer(new Wish.Create(session)));
    }

    /** {@code PUT /api/v1/sessions/{id}}. */
    void changeSession(Call call) {
        var body = call.jsonObject();
        var status = text(body, "status", NAME_LENGTH_MAX).map(DirectoryEndpoints::status);
        var patch = patch(body);
        if (status.isEmpty() && patch.isEmpty()) {
            throw ApiException.invalid("nothing to change: send status, metadata, or both");
        }
        var wish = new Wish.ChangeSession(call.org(), call.pathPart("id"), status, patch, now());
        call.send(Status.OK_200, answer(wish));
    }

    private static SessionStatus status(String text) {
        return SessionStatus.parse(text)
                .orElseThrow(
                        () ->
                                ApiException.invalid(
                                        "status must be active or closed, got " + shown(text)));
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_LENGTH_MAX ? text : text.substring(0, SHOWN_LENGTH_MAX) + "…";
    }

    /** An id that is the same when the same request comes again, if the client marked it so. */
    private static String id(Call call, String prefix, Supplier<String> another) {
        var key = call.header(IDEMPOTENCY_KEY);
        if (key.isEmpty()) {
            return another.get();
        }
        boolean isUsable =
                !key.get().isEmpty()
                        && key.get().length() <= IDEMPOTENCY_KEY_LENGTH_MAX
                        && key.get().chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (!isUsable) {
            throw ApiException.invalid(
                    IDEMPOTENCY_KEY
                            + " must be 1 to "
                            + IDEMPOTENCY_KEY_LENGTH_MAX
                            + " printable ASCII characters");
        }
        return Ids.of(prefix, call.org(), key.get());
    }

    private ObjectNode answer(Wish wish) {
        return switch (commands.decide(wish)) {
            case Decision.Done(var state) -> DirectoryAnswers.of(state.entry());
            case Decision other -> throw refusal(other);
        };
    }

    private static ApiException refusal(Decision decision) {
        return switch (decision) {
            case Decision.Conflict(var message, var holder) -> {
                var conflict = new ApiException(ApiError.CONFLICT, message);
                yield holder.map(id -> conflict.and("id", TextNode.valueOf(id))).orElse(conflict);
            }
            case Decision.NotFound(var message) -> new ApiException(ApiError.NOT_FOUND, message);
            case Decision.Invalid(var message) -> ApiException.invalid(message);
            case Decision.Done _, Decision.Removed _ ->
                    throw new IllegalStateException("granted in a way that was not wished");
        };
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Optional<String> text(ObjectNode body, String field, int lengthMax) {
        var value = body.get(field);
        if (value == null || value.isNull() || (value.isTextual() && value.textValue().isEmpty())) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw ApiException.invalid(field + " must be a string");
        }
        var text = value.textValue();
        boolean hasControl =
                text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
        if (text.length() > lengthMax || hasControl) {
            throw ApiException.invalid(
                    field
                            + " must be at most "
                            + lengthMax
                            + " characters without control characters");
        }
        return Optional.of(text);
    }

    private static Optional<String> object(ObjectNode body, String field) {
        return objectText(body, field).filter(text -> !text.equals("{}"));
    }

    /** Unlike elsewhere, a null inside means something: away with it. */
    private static Optional<String> patch(ObjectNode body) {
        return objectText(body, "metadata");
    }

    private static Optional<String> objectText(ObjectNode body, String field) {
        var value = body.get(field);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw ApiException.invalid(field + " must be an object");
        }
        StoredObject.check(field, value);
        var text = value.toString();
        if (text.length() > OBJECT_LENGTH_MAX) {
            throw ApiException.invalid(
                    field + " must be at most " + OBJECT_LENGTH_MAX + " characters of JSON");
        }
        return Optional.of(text);
    }
}
