package dev.memtrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.memory.TimeText;
import dev.memtrace.core.service.Json;
import dev.memtrace.core.service.Permission;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What administrators see of entries, for scripts. Digests and hashes of keys are not among it, and
 * of an Arc's key only whether there is one.
 */
final class AdminJson {
    /** Stands for a key that there is. */
    static final String MASKED = "***";

    private AdminJson() {}

    static ObjectNode of(DirectoryEntry.Org org, Optional<DirectoryEntry.ArcInstance> arc) {
        var json =
                object().put("id", org.id())
                        .put("name", org.name())
                        .put("created_at", TimeText.format(org.createdAt()));
        json.set("quota", of(org.quota()));
        arc.ifPresentOrElse(it -> json.set("arc", of(it)), () -> json.putNull("arc"));
        return json;
    }

    static ObjectNode of(Quota quota) {
        return object().put("memories_per_second", quota.memoriesPerSecond())
                .put("requests_per_second", quota.requestsPerSecond());
    }

    static ObjectNode of(DirectoryEntry.ArcInstance arc) {
        return object().put("org_id", arc.org().value())
                .put("url", arc.url().toString())
                .put("database", arc.database())
                .put("measurement", arc.measurement())
                .put("api_key", arc.sealedKey().map(_ -> MASKED).orElse(null))
                .put("bound_at", TimeText.format(arc.createdAt()));
    }

    static ObjectNode of(DirectoryEntry.ApiKey key, Instant now) {
        var json =
                object().put("id", key.id())
                        .put("org_id", key.org().value())
                        .put("name", key.name());
        var permissions = json.putArray("permissions");
        names(key.permissions()).forEach(permissions::add);
        return json.put("created_at", TimeText.format(key.createdAt()))
                .put("expires_at", key.expiresAt().map(TimeText::format).orElse(null))
                .put("revoked_at", key.revokedAt().map(TimeText::format).orElse(null))
                .put("state", state(key, now));
    }

    /** In their natural order, as people write them. */
    static List<String> names(Set<Permission> permissions) {
        return permissions.stream()
                .sorted()
                .map(permission -> permission.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Whether it opens anything, and if not, why. */
    static String state(DirectoryEntry.ApiKey key, Instant now) {
        if (key.isGood(now)) {
            return "good";
        }
        return key.revokedAt().isPresent() ? "revoked" : "expired";
    }

    private static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }
}
