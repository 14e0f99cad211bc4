package dev.memtrace.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.testkit.Chance;
import java.net.URLEncoder;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Questions about memories, with any combination of what may be asked for; of names that all orgs
 * use, and of ids that are some org's alone.
 *
 * @param agents ids of registered agents
 * @param sessions ids of registered sessions
 * @param marks text that is in some org's contents only
 */
record DrawnQuestions(
        Chance chance, List<String> agents, List<String> sessions, List<String> marks) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> TYPES = List.of("episodic", "decision", "entity", "session");

    /** A request that is right, whoever sends it. */
    record Question(String method, String path, String body) {}

    /** Of all memories, of an agent or of a session. */
    Question list() {
        var path =
                switch (chance.within(0, 2)) {
                    case 0 -> "/api/v1/memories";
                    case 1 -> "/api/v1/agents/" + agent() + "/memories";
                    default -> "/api/v1/sessions/" + session() + "/memories";
                };
        var fields = filters("memory_type", "event_type");
        if (path.contains("agents")) {
            fields.remove("agent_id");
        }
        if (path.contains("sessions")) {
            fields.remove("session_id");
        }
        var query =
                fields.properties().stream()
                        .map(field -> field.getKey() + "=" + parameter(field.getValue()))
                        .collect(Collectors.joining("&"));
        return new Question("GET", query.isEmpty() ? path : path + "?" + query, "");
    }

    /** In a query, lists are joined by commas. */
    private static String parameter(JsonNode value) {
        var text =
                value.isArray()
                        ? value.valueStream().map(JsonNode::asText).collect(Collectors.joining(","))
                        : value.asText();
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    Question search() {
        return new Question(
                "POST", "/api/v1/search", filters("memory_types", "event_types").toString());
    }

    Question context() {
        var body = JSON.createObjectNode();
        addTimes(body);
        for (var types : List.of("include_types", "exclude_types")) {
            if (chance.onceIn(3)) {
                addSome(body, types, TYPES);
            }
        }
        if (chance.onceIn(2)) {
            body.put("max_tokens", chance.within(1, 500));
        }
        if (chance.onceIn(2)) {
            body.put("order", chance.oneOf(List.of("asc", "desc")));
        }
        return new Question("POST", "/api/v1/sessions/" + session() + "/context", body.toString());
    }

    private String agent() {
        return chance.oneOf(
                Stream.concat(Stream.of("crawler", "writer", "nobody"), agents.stream()).toList());
    }

    /** The shared label as often as all others, because under it everybody has something. */
    private String session() {
        return chance.onceIn(2) ? "shared" : chance.oneOf(sessions);
    }

    private ObjectNode filters(String memoryTypes, String eventTypes) {
        var body = JSON.createObjectNode();
        if (chance.onceIn(4)) {
            body.put("agent_id", agent());
        }
        if (chance.onceIn(4)) {
            body.put("session_id", session());
        }
        if (chance.onceIn(4)) {
            addSome(body, memoryTypes, TYPES);
        }
        if (chance.onceIn(4)) {
            addSome(body, eventTypes, List.of("general", "error", "other"));
        }
        if (chance.onceIn(4)) {
            addSome(body, "tags", List.of("common", "common", "rare"));
        }
        if (chance.onceIn(3)) {
            var texts = Stream.concat(Stream.of("COMMON", "text 1", "%", "_"), marks.stream());
            body.put("content_contains", chance.oneOf(texts.toList()));
        }
        if (chance.onceIn(4)) {
            body.put("min_importance", chance.within(0, 5) / 10.0);
        }
        if (chance.onceIn(4)) {
            body.put("max_importance", chance.within(5, 10) / 10.0);
        }
        addTimes(body);
        if (chance.onceIn(2)) {
            body.put("order", chance.oneOf(List.of("asc", "desc")));
        }
        if (chance.onceIn(2)) {
            body.put("limit", chance.onceIn(2) ? 1_000 : chance.within(1, 5));
        }
        if (chance.onceIn(3)) {
            body.put("offset", chance.within(0, 5));
        }
        return body;
    }

    private void addTimes(ObjectNode body) {
        if (chance.onceIn(3)) {
            body.put(
                    "since",
                    chance.oneOf(List.of("1h", "7d", "2020-01-01", "2020-01-01T00:00:00Z")));
        }
        if (chance.onceIn(3)) {
            body.put("until", chance.oneOf(List.of("now", "1m", "2100-01-01")));
        }
    }

    private void addSome(ObjectNode body, String field, List<String> choices) {
        var some = body.putArray(field);
        for (int i = chance.within(1, 2); i > 0; i--) {
            some.add(chance.oneOf(choices));
        }
    }
}
