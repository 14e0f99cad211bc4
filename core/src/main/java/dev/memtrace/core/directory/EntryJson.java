package dev.memtrace.core.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Json;
import dev.memtrace.core.service.Permission;
import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;

/** Entries as the directory topic carries them. Absent fields stand for absent values. */
final class EntryJson {
    private EntryJson() {}

    static ObjectNode toJson(DirectoryEntry entry) {
        var json =
                Json.MAPPER
                        .createObjectNode()
                        .put("kind", EntryKind.of(entry).text())
                        .put("id", entry.id())
                        .put("org", entry.org().value())
                        .put("created_at", entry.createdAt().toString());
        switch (entry) {
            case DirectoryEntry.Org org -> {
                json.put("name", org.name());
                if (!org.quota().equals(Quota.NONE)) {
                    json.set("quota", toJson(org.quota()));
                }
            }
            case DirectoryEntry.ApiKey key -> addKey(json, key);
            case DirectoryEntry.Agent agent -> {
                json.put("name", agent.name());
                agent.description().ifPresent(text -> json.put("description", text));
                agent.configJson().ifPresent(text -> json.put("config", text));
            }
            case DirectoryEntry.Session session -> {
                json.put("agent", session.agent().value())
                        .put("status", session.status().text())
                        .put("updated_at", session.updatedAt().toString());
                session.metadataJson().ifPresent(text -> json.put("metadata", text));
                session.closedAt().ifPresent(time -> json.put("closed_at", time.toString()));
            }
            case DirectoryEntry.ArcInstance arc -> {
                json.put("url", arc.url().toString())
                        .put("database", arc.database())
                        .put("measurement", arc.measurement())
                        .put("version", arc.version());
                arc.sealedKey().ifPresent(key -> json.put("sealed_key", key));
            }
        }
        return json;
    }

    private static void addKey(ObjectNode json, DirectoryEntry.ApiKey key) {
        json.put("name", key.name()).put("digest", key.digest()).put("bcrypt", key.bcrypt());
        var permissions = json.putArray("permissions");
        key.permissions().stream().sorted().forEach(p -> permissions.add(p.name()));
        key.expiresAt().ifPresent(time -> json.put("expires_at", time.toString()));
        key.revokedAt().ifPresent(time -> json.put("revoked_at", time.toString()));
    }

    static ObjectNode toJson(Quota quota) {
        return Json.MAPPER
                .createObjectNode()
                .put("memories_per_second", quota.memoriesPerSecond())
                .put("requests_per_second", quota.requestsPerSecond());
    }

    static DirectoryEntry fromJson(JsonNode json) {
        var id = DirectoryJson.text(json, "id");
        var org = new OrgId(DirectoryJson.text(json, "org"));
        var createdAt = Instant.parse(DirectoryJson.text(json, "created_at"));
        return switch (EntryKind.parse(DirectoryJson.text(json, "kind"))) {
            case ORG ->
                    new DirectoryEntry.Org(
                            org,
                            DirectoryJson.text(json, "name"),
                            DirectoryJson.child(json, "quota")
                                    .map(EntryJson::quota)
                                    .orElse(Quota.NONE),
                            createdAt);
            case API_KEY -> key(json, id, org, createdAt);
            case AGENT ->
                    new DirectoryEntry.Agent(
                            id,
                            org,
                            DirectoryJson.text(json, "name"),
                            DirectoryJson.optional(json, "description"),
                            DirectoryJson.optional(json, "config"),
                            createdAt);
            case SESSION ->
                    new DirectoryEntry.Session(
                            id,
                            org,
                            new AgentId(DirectoryJson.text(json, "agent")),
                            status(DirectoryJson.text(json, "status")),
                            DirectoryJson.optional(json, "metadata"),
                            createdAt,
                            Instant.parse(DirectoryJson.text(json, "updated_at")),
                            DirectoryJson.optional(json, "closed_at").map(Instant::parse));
            case ARC ->
                    new DirectoryEntry.ArcInstance(
                            org,
                            URI.create(DirectoryJson.text(json, "url")),
                            DirectoryJson.text(json, "database"),
                            DirectoryJson.text(json, "measurement"),
                            DirectoryJson.optional(json, "sealed_key"),
                            json.required("version").asLong(),
                            createdAt);
        };
    }

    private static DirectoryEntry.ApiKey key(
            JsonNode json, String id, OrgId org, Instant createdAt) {
        return new DirectoryEntry.ApiKey(
                id,
                org,
                DirectoryJson.text(json, "name"),
                DirectoryJson.text(json, "digest"),
                DirectoryJson.text(json, "bcrypt"),
                permissions((ArrayNode) json.required("permissions")),
                createdAt,
                DirectoryJson.optional(json, "expires_at").map(Instant::parse),
                DirectoryJson.optional(json, "revoked_at").map(Instant::parse));
    }

    static Quota quota(JsonNode json) {
        return new Quota(
                json.required("memories_per_second").asInt(),
                json.required("requests_per_second").asInt());
    }

    static SessionStatus status(String text) {
        return SessionStatus.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("unknown status of a session"));
    }

    private static EnumSet<Permission> permissions(ArrayNode names) {
        var permissions = EnumSet.noneOf(Permission.class);
        names.forEach(name -> permissions.add(Permission.valueOf(name.asText())));
        return permissions;
    }
}
