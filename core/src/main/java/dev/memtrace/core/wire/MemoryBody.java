package dev.memtrace.core.wire;

import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.DedupKey;
import dev.memtrace.core.memory.EventType;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.MemoryType;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.SessionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/**
 * The memory inside a {@link MemoryRecord}: a msgpack array of {@code [time in microseconds, agent,
 * session, type, event type, content, metadata JSON, [tags], dedup key, importance, parent]}, where
 * an empty text stands for absent. Later versions append; a reader ignores what it does not know.
 */
final class MemoryBody {
    private static final int FIELDS = 11;
    private static final MessagePack.PackerConfig PACKER =
            new MessagePack.PackerConfig()
                    .withBufferSize(1024)
                    .withSmallStringOptimizationThreshold(1024);

    /** The default takes 16 KiB of heap for every memory read, and clears them. */
    private static final MessagePack.UnpackerConfig UNPACKER =
            new MessagePack.UnpackerConfig().withStringDecoderBufferSize(256);

    private MemoryBody() {}

    /** The body, after {@code headBytes} zero bytes which the caller fills. */
    static byte[] encode(Memory memory, int headBytes) {
        try (var out = PACKER.newBufferPacker()) {
            out.addPayload(new byte[headBytes]);
            pack(memory, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
    }

    private static void pack(Memory memory, MessageBufferPacker out) throws IOException {
        out.packArrayHeader(FIELDS)
                .packLong(ChronoUnit.MICROS.between(Instant.EPOCH, memory.time()))
                .packString(memory.agent().value())
                .packString(memory.session().map(SessionId::value).orElse(""))
                .packString(memory.type().value())
                .packString(memory.eventType().value())
                .packString(memory.content())
                .packString(memory.metadataJson().orElse(""))
                .packArrayHeader(memory.tags().size());
        for (var tag : memory.tags()) {
            out.packString(tag);
        }
        out.packString(memory.dedupKey().value())
                .packDouble(memory.importance())
                .packString(memory.parent().orElse(""));
    }

    static Memory decode(MemoryId id, OrgId org, byte[] bytes, int offset) {
        try (var in = UNPACKER.newUnpacker(bytes, offset, bytes.length - offset)) {
            if (in.unpackArrayHeader() < FIELDS) {
                throw new UndecodableException("a memory has at least " + FIELDS + " fields");
            }
            return unpack(id, org, in);
        } catch (IOException | MessagePackException | IllegalArgumentException e) {
            // The cause may quote content, so it stays here.
            throw new UndecodableException("the memory of a record is not msgpack of this version");
        }
    }

    /** Some of the first fields alone. */
    static MemoryRecord.Heading heading(byte[] bytes, int offset) {
        try (var in = UNPACKER.newUnpacker(bytes, offset, bytes.length - offset)) {
            in.unpackArrayHeader();
            var time = Instant.EPOCH.plus(in.unpackLong(), ChronoUnit.MICROS);
            var agent = new AgentId(in.unpackString());
            var session = optional(in.unpackString()).map(SessionId::new);
            var type = new MemoryType(in.unpackString());
            in.skipValue(3); // event type, content, metadata
            return new MemoryRecord.Heading(time, agent, session, type, unpackTags(in));
        } catch (IOException
                | MessagePackException
                | ArithmeticException
                | DateTimeException
                | IllegalArgumentException e) {
            throw new UndecodableException("the memory of a record is not msgpack of this version");
        }
    }

    private static Memory unpack(MemoryId id, OrgId org, MessageUnpacker in) throws IOException {
        var time = Instant.EPOCH.plus(in.unpackLong(), ChronoUnit.MICROS);
        var agent = new AgentId(in.unpackString());
        var session = optional(in.unpackString()).map(SessionId::new);
        var type = new MemoryType(in.unpackString());
        var eventType = new EventType(in.unpackString());
        var content = in.unpackString();
        var metadata = optional(in.unpackString());
        var tags = unpackTags(in);
        var key = new DedupKey(in.unpackString());
        double importance = in.unpackDouble();
        var parent = optional(in.unpackString());
        return new Memory(
                id,
                time,
                org,
                agent,
                session,
                type,
                eventType,
                content,
                metadata,
                tags,
                key,
                importance,
                parent);
    }

    private static List<String> unpackTags(MessageUnpacker in) throws IOException {
        int count = in.unpackArrayHeader();
        if (count == 0) {
            return List.of();
        }
        var tags = new ArrayList<String>(Math.min(count, 1_000));
        for (int i = 0; i < count; i++) {
            tags.add(in.unpackString());
        }
        return tags;
    }

    private static Optional<String> optional(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
