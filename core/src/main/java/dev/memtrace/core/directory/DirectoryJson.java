package dev.memtrace.core.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Json;
import dev.memtrace.core.service.Permission;
import dev.memtrace.core.wire.UndecodableException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;

/** The JSON inside the directory's records. Absent fields stand for absent values. */
final class DirectoryJson {
    private DirectoryJson() {}

    /** A step of decoding, which may fail in all the ways that JSON can be wrong. */
    interface Reading<T> {
        T read() throws IOException;
    }

    static <T> T reading(String what, Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException
                | IllegalArgumentException
                | DateTimeException
                | ClassCastException e) {
            // The cause may quote what was written, so it stays here.
            throw new UndecodableException(what + " is not what this version writes");
        }
    }

    static ObjectNode object(String type) {
        return Json.MAPPER.createObjectNode().put("type", type);
    }

    static byte[] bytes(JsonNode json) {
        return Json.bytes(json);
    }

    static String text(JsonNode json) {
        return json.toString();
    }

    static ObjectNode parse(byte[] bytes, int offset) throws IOException {
        if (Json.MAPPER.readTree(bytes, offset, bytes.length - offset)
                instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("not an object");
    }

    static ObjectNode toJson(DirectoryEntry entry) {
        var json =
                Json.MAPPER
                        .createObjectNode()
                        .put("kind", EntryKind.of(entry).text())
                        .put("id", entry.id())
                        .put("org", entry.org().value())
                        .put("created_at", entry.createdAt().toString());
        switch (entry) {
            case DirectoryEntry.Org org -> json.put("name", org.name());
            case DirectoryEntry.ApiKey key -> {
                json.put("name", key.name())
                        .put("digest", key.digest())
                        .put("bcrypt", key.bcrypt());
                var permissions = json.putArray("permissions");
                key.permissions().stream().sorted().forEach(p -> permissions.add(p.name()));
            }
            case DirectoryEntry.Agent agent -> {
                json.put("name", agent.name());
                agent.description().ifPresent(text -> json.put("description", text));
                agent.configJson().ifPresent(text -> json.put("config", text));
            }
            case DirectoryEntry.Session session -> {
                json.put("agent", session.agent().value())
                        .put("status", session.status())
                        .put("updated_at", session.updatedAt().toString());
                session.metadataJson().ifPresent(text -> json.put("metadata", text));
                session.closedAt().ifPresent(time -> json.put("closed_at", time.toString()));
            }
        }
        return json;
    }

    static DirectoryEntry fromJson(JsonNode json) {
        var id = text(json, "id");
        var org = new OrgId(text(json, "org"));
        var createdAt = Instant.parse(text(json, "created_at"));
        return switch (EntryKind.parse(text(json, "kind"))) {
            case ORG -> new DirectoryEntry.Org(org, text(json, "name"), createdAt);
            case API_KEY ->
                    new DirectoryEntry.ApiKey(
                            id,
                            org,
                            text(json, "name"),
                            text(json, "digest"),
                            text(json, "bcrypt"),
                            permissions((ArrayNode) json.required("permissions")),
                            createdAt);
            case AGENT ->
                    new DirectoryEntry.Agent(
                            id,
                            org,
                            text(json, "name"),
                            optional(json, "description"),
                            optional(json, "config"),
                            createdAt);
            case SESSION ->
                    new DirectoryEntry.Session(
                            id,
                            org,
                            new AgentId(text(json, "agent")),
                            text(json, "status"),
                            optional(json, "metadata"),
                            createdAt,
                            Instant.parse(text(json, "updated_at")),
                            optional(json, "closed_at").map(Instant::parse));
        };
    }

    private static EnumSet<Permission> permissions(ArrayNode names) {
        var permissions = EnumSet.noneOf(Permission.class);
        names.forEach(name -> permissions.add(Permission.valueOf(name.asText())));
        return permissions;
    }

    private static String text(JsonNode json, String field) {
        return json.required(field).asText();
    }

    private static Optional<String> optional(JsonNode json, String field) {
        return Optional.ofNullable(json.get(field)).map(JsonNode::asText);
    }
}
