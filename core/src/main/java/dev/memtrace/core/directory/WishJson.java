package dev.memtrace.core.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.memory.OrgId;
import java.time.Instant;

/** Wishes as the commands topic carries them. */
final class WishJson {
    private WishJson() {}

    static ObjectNode toJson(Wish wish) {
        return switch (wish) {
            case Wish.Create(var entry) ->
                    DirectoryJson.object("create").set("entry", EntryJson.toJson(entry));
            case Wish.Found(var org, var key) -> {
                var json = DirectoryJson.object("found");
                json.set("entry", EntryJson.toJson(org));
                key.ifPresent(first -> json.set("key", EntryJson.toJson(first)));
                yield json;
            }
            case Wish.ChangeSession(var org, var session, var status, var patch, var at) -> {
                var json =
                        of("change_session", org).put("session", session).put("at", at.toString());
                status.ifPresent(to -> json.put("status", to.text()));
                patch.ifPresent(text -> json.put("metadata", text));
                yield json;
            }
            case Wish.RemoveAgent(var org, var agent) ->
                    of("remove_agent", org).put("agent", agent);
            case Wish.RevokeKey(var org, var key, var at) ->
                    of("revoke_key", org).put("key", key).put("at", at.toString());
            case Wish.BindArc(var arc, var abandonsHistory) ->
                    DirectoryJson.object("bind_arc")
                            .put("abandons_history", abandonsHistory)
                            .set("entry", EntryJson.toJson(arc));
            case Wish.UnbindArc(var org) -> of("unbind_arc", org);
            case Wish.SetQuota(var org, var quota) ->
                    of("set_quota", org).set("quota", EntryJson.toJson(quota));
            case Wish.RemoveOrg(var org) -> of("remove_org", org);
        };
    }

    private static ObjectNode of(String type, OrgId org) {
        return DirectoryJson.object(type).put("org", org.value());
    }

    static Wish fromJson(ObjectNode json) {
        return switch (DirectoryJson.text(json, "type")) {
            case "create" -> new Wish.Create(EntryJson.fromJson(json.required("entry")));
            case "found" ->
                    new Wish.Found(
                            (DirectoryEntry.Org) EntryJson.fromJson(json.required("entry")),
                            DirectoryJson.child(json, "key")
                                    .map(EntryJson::fromJson)
                                    .map(DirectoryEntry.ApiKey.class::cast));
            case "change_session" ->
                    new Wish.ChangeSession(
                            org(json),
                            DirectoryJson.text(json, "session"),
                            DirectoryJson.optional(json, "status").map(EntryJson::status),
                            DirectoryJson.optional(json, "metadata"),
                            at(json));
            case "remove_agent" ->
                    new Wish.RemoveAgent(org(json), DirectoryJson.text(json, "agent"));
            case "revoke_key" ->
                    new Wish.RevokeKey(org(json), DirectoryJson.text(json, "key"), at(json));
            case "bind_arc" ->
                    new Wish.BindArc(
                            (DirectoryEntry.ArcInstance) EntryJson.fromJson(json.required("entry")),
                            json.required("abandons_history").asBoolean());
            case "unbind_arc" -> new Wish.UnbindArc(org(json));
            case "set_quota" ->
                    new Wish.SetQuota(org(json), EntryJson.quota(json.required("quota")));
            case "remove_org" -> new Wish.RemoveOrg(org(json));
            default -> throw new IllegalArgumentException("unknown wish");
        };
    }

    private static OrgId org(JsonNode json) {
        return new OrgId(DirectoryJson.text(json, "org"));
    }

    private static Instant at(JsonNode json) {
        return Instant.parse(DirectoryJson.text(json, "at"));
    }
}
