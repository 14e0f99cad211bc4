package dev.memtrace.query;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Where the next page starts, as text that clients hand back unread: version (1), order (1), time
 * (8), id (16), check (4), in base64url. The check covers the org, so that a cursor of another
 * caller's is told from a good one; it guards against mistakes, not against forgery, from which
 * nothing could be gained.
 */
final class PageCursor {
    private static final byte VERSION = 1;
    private static final int ORDER = 1;
    private static final int MICROS = 2;
    private static final int ID = 10;
    private static final int CHECK = ID + MemoryId.BYTES;
    private static final int LENGTH = CHECK + 4;

    private PageCursor() {}

    static String encode(OrgId org, ReadOrder order, Position last) {
        var id = MemoryId.parse(last.id()).orElseThrow();
        var bytes =
                ByteBuffer.allocate(LENGTH)
                        .put(VERSION)
                        .put(order.code())
                        .putLong(last.micros())
                        .putLong(id.high())
                        .putLong(id.low());
        bytes.putInt(check(org, bytes.array()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Empty if {@code text} is not a cursor that this org got for this order. */
    static Optional<Position> decode(OrgId org, ReadOrder order, String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        var buffer = ByteBuffer.wrap(bytes);
        if (bytes.length != LENGTH
                || bytes[0] != VERSION
                || bytes[ORDER] != order.code()
                || buffer.getInt(CHECK) != check(org, bytes)) {
            return Optional.empty();
        }
        return Optional.of(
                new Position(buffer.getLong(MICROS), MemoryId.read(buffer, ID).toString()));
    }

    private static int check(OrgId org, byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes, 0, CHECK);
        crc.update(org.value().getBytes(US_ASCII));
        return (int) crc.getValue();
    }
}
