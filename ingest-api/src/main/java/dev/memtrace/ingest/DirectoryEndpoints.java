package dev.memtrace.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryAnswers;
import dev.memtrace.core.directory.DirectoryCommand;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.service.ApiError;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.service.Call;
import io.helidon.http.Status;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** {@code POST /api/v1/agents} and {@code POST /api/v1/sessions}. */
final class DirectoryEndpoints {
    private static final int NAME_LENGTH_MAX = 128;
    private static final int DESCRIPTION_LENGTH_MAX = 4_096;
    private static final int OBJECT_LENGTH_MAX = 64 * 1024;

    private final DirectoryCommands commands;
    private final Clock clock;

    DirectoryEndpoints(DirectoryCommands commands, Clock clock) {
        this.commands = commands;
        this.clock = clock;
    }

    void createAgent(Call call) {
        var body = call.jsonObject();
        var name =
                text(body, "name", NAME_LENGTH_MAX)
                        .orElseThrow(() -> ApiException.invalid("name is required"));
        var agent =
                new DirectoryEntry.Agent(
                        Ids.agent(),
                        call.org(),
                        name,
                        text(body, "description", DESCRIPTION_LENGTH_MAX),
                        object(body, "config"),
                        now());
        call.send(Status.CREATED_201, DirectoryAnswers.of((DirectoryEntry.Agent) create(agent)));
    }

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
                        Ids.session(),
                        call.org(),
                        new AgentId(agent),
                        DirectoryEntry.Session.ACTIVE,
                        object(body, "metadata"),
                        now,
                        now,
                        Optional.empty());
        call.send(
                Status.CREATED_201, DirectoryAnswers.of((DirectoryEntry.Session) create(session)));
    }

    private DirectoryEntry create(DirectoryEntry entry) {
        return switch (commands.decide(new DirectoryCommand.Create(entry))) {
            case Decision.Done(var state) -> state.entry();
            case Decision.Conflict(var message) ->
                    throw new ApiException(ApiError.CONFLICT, message);
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
        var value = body.get(field);
        if (value == null || value.isNull() || (value.isObject() && value.isEmpty())) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            throw ApiException.invalid(field + " must be an object");
        }
        var text = value.toString();
        if (text.length() > OBJECT_LENGTH_MAX) {
            throw ApiException.invalid(
                    field + " must be at most " + OBJECT_LENGTH_MAX + " characters of JSON");
        }
        return Optional.of(text);
    }
}
