package dev.memtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.SessionId;
import dev.memtrace.core.memory.Sha256;
import dev.memtrace.core.memory.TimeText;
import dev.memtrace.core.rejected.Rejected;
import dev.memtrace.core.rejected.SourcePosition;
import dev.memtrace.core.service.Json;
import dev.memtrace.core.wire.RejectedHeaders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Rejected records for scripts. What a memory says is left out unless it is asked for. */
final class RejectedJson {
    private RejectedJson() {}

    /** One in a list. */
    static ObjectNode of(Rejected rejected, Optional<Instant> replayedAt) {
        return Json.MAPPER
                .createObjectNode()
                .put("offset", rejected.offset())
                .put("rejected_at", TimeText.format(rejected.at()))
                .put("service", rejected.service())
                .put("org_id", rejected.org().map(OrgId::value).orElse(null))
                .put("source", rejected.source().map(SourcePosition::toString).orElse(null))
                .put("reason", rejected.reason())
                .put("replayed_at", replayedAt.map(TimeText::format).orElse(null));
    }

    /** All that there is to see of one. */
    static ObjectNode whole(Rejected rejected, Optional<Instant> replayedAt, boolean withContent) {
        var json = of(rejected, replayedAt);
        var headers = json.putArray("headers");
        rejected.headers()
                .forEach(it -> headers.addObject().put("name", it.name()).put("value", it.value()));
        json.put("key", rejected.key().map(HexFormat.of()::formatHex).orElse(null))
                .put("value_bytes", rejected.value().map(it -> it.length).orElse(null))
                .put("value_sha256", sha256(rejected).orElse(null));
        if (withContent) {
            addValue(json, rejected);
        }
        rejected.memory()
                .ifPresentOrElse(
                        memory -> json.set("memory", of(memory, withContent)),
                        () -> json.putNull("memory"));
        return json;
    }

    /** What came by an inbox, as its producer wrote it: JSON, text, or bytes in base64. */
    static void addValue(ObjectNode json, Rejected rejected) {
        if (!rejected.service().equals(RejectedHeaders.INBOX) || rejected.value().isEmpty()) {
            return;
        }
        byte[] value = rejected.value().get();
        try {
            json.set("value", Json.MAPPER.readTree(value));
            return;
        } catch (IOException e) {
            // Shown as what it is.
        }
        try {
            json.put("value_text", UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString());
        } catch (CharacterCodingException e) {
            json.put("value_base64", Base64.getEncoder().encodeToString(value));
        }
    }

    static Optional<String> sha256(Rejected rejected) {
        return rejected.value().map(it -> HexFormat.of().formatHex(Sha256.of(it)));
    }

    private static ObjectNode of(Memory memory, boolean withContent) {
        var json =
                Json.MAPPER
                        .createObjectNode()
                        .put("id", memory.id().toString())
                        .put("time", TimeText.format(memory.time()))
                        .put("org_id", memory.org().value())
                        .put("agent_id", memory.agent().value())
                        .put("session_id", memory.session().map(SessionId::value).orElse(null))
                        .put("memory_type", memory.type().value())
                        .put("event_type", memory.eventType().value());
        var tags = json.putArray("tags");
        memory.tags().forEach(tags::add);
        json.put("dedup_key", memory.dedupKey().value())
                .put("importance", memory.importance())
                .put("parent_id", memory.parent().orElse(null))
                .put("content_bytes", bytes(memory.content()))
                .put("metadata_bytes", memory.metadataJson().map(RejectedJson::bytes).orElse(0));
        if (withContent) {
            json.put("content", memory.content())
                    .put("metadata_json", memory.metadataJson().orElse(null));
        }
        return json;
    }

    private static int bytes(String text) {
        return text.getBytes(UTF_8).length;
    }
}
