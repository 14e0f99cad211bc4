package dev.memtrace.query;

import dev.memtrace.core.memory.OrgId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;

/**
 * How much of the accepted topic a reader has seen.
 *
 * @param logEpoch of the topic; see {@link dev.memtrace.core.wire.LogEpoch}
 * @param next by partition, the first offset that it has not; a partition that is not here it has
 *     not looked at
 */
record LogPosition(long logEpoch, Map<Integer, Long> next) {
    LogPosition {
        next = new TreeMap<>(next); // in one order, so that equal positions have equal texts
    }

    boolean hasSeen(int partition, long offset) {
        return offset < offset(partition);
    }

    /** The first offset that it has not seen. */
    long offset(int partition) {
        return next.getOrDefault(partition, 0L);
    }

    /** Whether it has seen everything that the other has. */
    boolean includes(LogPosition other) {
        return other.next.entrySet().stream().allMatch(it -> offset(it.getKey()) >= it.getValue());
    }

    /**
     * As text that a client hands back unread: a {@link CursorText} of the org's stream, with epoch
     * and offsets as msgpack.
     */
    String encode(OrgId org) {
        try (var packer = MessagePack.newDefaultBufferPacker()) {
            packer.packLong(logEpoch);
            packer.packMapHeader(next.size());
            for (var entry : next.entrySet()) {
                packer.packInt(entry.getKey());
                packer.packLong(entry.getValue());
            }
            return CursorText.encode(PagedList.stream(org), packer.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
    }

    /** Empty if {@code text} is not a position that this org got. */
    static Optional<LogPosition> decode(OrgId org, String text) {
        return CursorText.decode(PagedList.stream(org), text).flatMap(LogPosition::decode);
    }

    private static Optional<LogPosition> decode(byte[] bytes) {
        try (var unpacker = MessagePack.newDefaultUnpacker(bytes)) {
            long logEpoch = unpacker.unpackLong();
            int partitions = unpacker.unpackMapHeader();
            var next = new TreeMap<Integer, Long>();
            for (int i = 0; i < partitions; i++) {
                next.put(unpacker.unpackInt(), unpacker.unpackLong());
            }
            return Optional.of(new LogPosition(logEpoch, next));
        } catch (MessagePackException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
    }
}
