package dev.memtrace.core.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The fields of one memory while its object is being read: collects values and problems, one at a
 * time. Reused from item to item of a batch; one thread.
 */
final class DraftFields {
    private static final int PARENT_LENGTH_MAX = 128;

    private final byte[] body;
    private final Instant now;
    private final MemoryLimits limits;
    private final List<Problem> problems;

    private int index;
    private String agent = "";
    private String session = "";
    private String type = "";
    private String eventType = "";
    private String content = "";
    private String metadata = "";
    private final List<String> tags = new ArrayList<>();
    private String dedupKey = "";
    private String parent = "";
    private double importance;
    private Optional<Instant> time = Optional.empty();
    private final Set<String> wrongFields = new HashSet<>();

    DraftFields(byte[] body, Instant now, MemoryLimits limits, List<Problem> problems) {
        this.body = body;
        this.now = now;
        this.limits = limits;
        this.problems = problems;
    }

    void startItem(int itemIndex) {
        index = itemIndex;
        agent = "";
        session = "";
        type = "";
        eventType = "";
        content = "";
        metadata = "";
        tags.clear();
        dedupKey = "";
        parent = "";
        importance = 0;
        time = Optional.empty();
        wrongFields.clear();
    }

    /** Reads the value that the parser stands on; leaves the parser on the value's last token. */
    void read(String field, JsonParser json) throws IOException {
        switch (field) {
            case "agent_id" -> agent = text(field, json);
            case "session_id" -> session = text(field, json);
            case "memory_type" -> type = text(field, json);
            case "event_type" -> eventType = text(field, json);
            case "content" -> content = text(field, json);
            case "metadata" -> metadata = object(field, json);
            case "tags" -> readTags(json);
            case "dedup_key" -> dedupKey = text(field, json);
            case "parent_id" -> parent = text(field, json);
            case "importance" -> importance = number(field, json);
            case "time" -> time = readTime(text(field, json));
            default -> json.skipChildren();
        }
    }

    /** Checks what was read; empty if any of it is wrong. */
    Optional<MemoryDraft> finishItem() {
        checkThere("agent_id", agent);
        checkThere("content", content);
        checkName("agent_id", agent, AgentId::isValid, AgentId.RULE);
        checkName("session_id", session, SessionId::isValid, SessionId.RULE);
        checkName("memory_type", type, MemoryType::isValid, MemoryType.RULE);
        checkName("event_type", eventType, EventType::isValid, EventType.RULE);
        if (!dedupKey.isEmpty() && !DedupKey.isValid(dedupKey)) {
            problem("dedup_key", "dedup_key must be " + DedupKey.RULE);
        }
        if (parent.length() > PARENT_LENGTH_MAX
                || parent.chars().anyMatch(Character::isISOControl)) {
            problem(
                    "parent_id",
                    "parent_id must be at most "
                            + PARENT_LENGTH_MAX
                            + " characters, none of them a control");
        }
        checkContent();
        return wrongFields.isEmpty() ? Optional.of(draft()) : Optional.empty();
    }

    /** What is there, and of a wrong type, is not missing. */
    private void checkThere(String field, String value) {
        if (value.isEmpty() && !wrongFields.contains(field)) {
            problem(field, field + " is required");
        }
    }

    private MemoryDraft draft() {
        return new MemoryDraft(
                time,
                new AgentId(agent),
                optional(session).map(SessionId::new),
                type.isEmpty() ? MemoryType.EPISODIC : new MemoryType(type),
                eventType.isEmpty() ? MemoryDraft.DEFAULT_EVENT_TYPE : new EventType(eventType),
                content,
                optional(metadata),
                tags,
                optional(dedupKey).map(DedupKey::new),
                importance,
                optional(parent));
    }

    private static Optional<String> optional(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private void checkName(String field, String value, Predicate<String> isValid, String rule) {
        if (!value.isEmpty() && !isValid.test(value)) {
            problem(
                    field,
                    "invalid " + field + ": " + shortened(value) + " (must be " + rule + ")");
        }
    }

    private void checkContent() {
        // Three bytes a char is the most that UTF-8 takes, so short texts need no counting.
        if (content.length() * 3L > limits.contentBytesMax()) {
            long bytes = Utf8.length(content);
            if (bytes > limits.contentBytesMax()) {
                problem(
                        "content",
                        "content must be at most "
                                + limits.contentBytesMax()
                                + " bytes of UTF-8, got "
                                + bytes);
            }
        }
    }

    private String text(String field, JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> {
                var text = json.getText();
                if (Utf8.hasLoneSurrogate(text)) {
                    problem(
                            field,
                            field + " has half of a surrogate pair; send whole Unicode characters");
                    yield "";
                }
                yield text;
            }
            case VALUE_NULL -> "";
            default -> {
                wrongType(field, "a string", json);
                yield "";
            }
        };
    }

    private double number(String field, JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return 0;
        }
        if (!json.currentToken().isNumeric()) {
            wrongType(field, "a number", json);
            return 0;
        }
        double value = json.getDoubleValue();
        if (!(value >= 0 && value <= 1)) {
            problem(field, field + " must be within 0..1, got " + value);
            return 0;
        }
        return value;
    }

    private String object(String field, JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return "";
        }
        if (json.currentToken() != JsonToken.START_OBJECT) {
            wrongType(field, "an object", json);
            return "";
        }
        int start = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        int end = (int) json.currentLocation().getByteOffset();
        if (end - start > limits.metadataBytesMax()) {
            problem(
                    field,
                    field
                            + " must be at most "
                            + limits.metadataBytesMax()
                            + " bytes, got "
                            + (end - start));
            return "";
        }
        var text = new String(body, start, end - start, UTF_8);
        return isEmptyObject(text) ? "" : text;
    }

    private static boolean isEmptyObject(String text) {
        return text.substring(1, text.length() - 1).isBlank();
    }

    private void readTags(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            wrongType("tags", "an array of strings", json);
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                wrongType("tags", "an array of strings", json);
            } else if (!Names.isTag(json.getText())) {
                problem(
                        "tags",
                        "invalid tag: "
                                + shortened(json.getText())
                                + " (must be letters, digits, _, . or -, at most "
                                + Names.TAG_LENGTH_MAX
                                + ")");
            } else if (!tags.contains(json.getText())) {
                tags.add(json.getText());
            }
        }
        if (tags.size() > limits.tagsMax()) {
            problem("tags", "tags must be at most " + limits.tagsMax() + ", got " + tags.size());
        }
    }

    private Optional<Instant> readTime(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var parsed = TimeText.parseIso(text);
        if (parsed.isEmpty()) {
            problem(
                    "time",
                    "time must be ISO 8601 such as 2026-02-13T10:00:00Z, got " + shortened(text));
        } else if (parsed.get().isBefore(MemoryLimits.TIME_MIN)
                || parsed.get().isAfter(now.plus(MemoryLimits.TIME_AHEAD_MAX))) {
            problem(
                    "time",
                    "time must be between 1971 and 5 minutes from now, got " + shortened(text));
        }
        return parsed;
    }

    private void wrongType(String field, String wanted, JsonParser json) throws IOException {
        var found =
                switch (json.currentToken()) {
                    case START_OBJECT -> "an object";
                    case START_ARRAY -> "an array";
                    case VALUE_STRING -> "a string";
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
                    case VALUE_TRUE, VALUE_FALSE -> "a boolean";
                    default -> "null";
                };
        json.skipChildren();
        problem(field, field + " must be " + wanted + ", got " + found);
    }

    private void problem(String field, String message) {
        wrongFields.add(field);
        if (problems.size() < MemoryLimits.PROBLEMS_MAX) {
            problems.add(new Problem(index, field, message));
        }
    }

    /** Enough of a bad value to find it by; identifiers only, contents never pass here. */
    private static String shortened(String value) {
        var visible =
                value.codePoints()
                        .limit(40)
                        .map(c -> Character.isISOControl(c) ? '.' : c)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append);
        return visible.length() < value.length() ? visible + "…" : visible.toString();
    }
}
