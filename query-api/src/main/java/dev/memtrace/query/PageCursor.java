package dev.memtrace.query;

import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Where the next page of memories starts: time (8) and id (16), as {@link CursorText}. */
final class PageCursor {
    private static final int ID = Long.BYTES;
    private static final int PLACE_BYTES = ID + MemoryId.BYTES;

    private PageCursor() {}

    static String encode(OrgId org, ReadOrder order, Position last) {
        var id = MemoryId.parse(last.id()).orElseThrow();
        var place =
                ByteBuffer.allocate(PLACE_BYTES)
                        .putLong(last.micros())
                        .putLong(id.high())
                        .putLong(id.low());
        return CursorText.encode(PagedList.memories(org, order), place.array());
    }

    /** Empty if {@code text} is not a cursor that this org got for this order. */
    static Optional<Position> decode(OrgId org, ReadOrder order, String text) {
        return CursorText.decode(PagedList.memories(org, order), text)
                .filter(place -> place.length == PLACE_BYTES)
                .map(ByteBuffer::wrap)
                .map(place -> new Position(place.getLong(0), MemoryId.read(place, ID).toString()));
    }
}
