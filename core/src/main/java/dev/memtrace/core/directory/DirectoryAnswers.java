package dev.memtrace.core.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.memtrace.core.memory.TimeText;
import dev.memtrace.core.service.Json;

/** Agents and sessions as answers show them: the same JSON from every service. */
public final class DirectoryAnswers {
    private DirectoryAnswers() {}

    /**
     * An entry that clients see.
     *
     * @throws IllegalArgumentException for entries of other kinds
     */
    public static ObjectNode of(DirectoryEntry entry) {
        return switch (entry) {
            case DirectoryEntry.Agent agent -> of(agent);
            case DirectoryEntry.Session session -> of(session);
            case DirectoryEntry.Org _, DirectoryEntry.ApiKey _, DirectoryEntry.ArcInstance _ ->
                    throw new IllegalArgumentException("not for clients to see");
        };
    }

    /** An agent; its id stands under {@code agent_id} too, as the documentation has it. */
    public static ObjectNode of(DirectoryEntry.Agent agent) {
        var json =
                Json.MAPPER
                        .createObjectNode()
                        .put("id", agent.id())
                        .put("agent_id", agent.id())
                        .put("org_id", agent.org().value())
                        .put("name", agent.name());
        agent.description().ifPresent(text -> json.put("description", text));
        agent.configJson().ifPresent(text -> putJson(json, "config", text));
        return json.put("created_at", TimeText.format(agent.createdAt()));
    }

    /** A session; its id stands under {@code session_id} too, as the documentation has it. */
    public static ObjectNode of(DirectoryEntry.Session session) {
        var json =
                Json.MAPPER
                        .createObjectNode()
                        .put("id", session.id())
                        .put("session_id", session.id())
                        .put("org_id", session.org().value())
                        .put("agent_id", session.agent().value())
                        .put("status", session.status().text());
        session.metadataJson().ifPresent(text -> putJson(json, "metadata", text));
        json.put("created_at", TimeText.format(session.createdAt()))
                .put("updated_at", TimeText.format(session.updatedAt()));
        session.closedAt().ifPresent(time -> json.put("closed_at", TimeText.format(time)));
        return json;
    }

    private static void putJson(ObjectNode json, String field, String text) {
        try {
            json.set(field, Json.MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            // It was checked when it came in; should it be unreadable all the same, show it as is.
            json.set(field, TextNode.valueOf(text));
        }
    }
}
