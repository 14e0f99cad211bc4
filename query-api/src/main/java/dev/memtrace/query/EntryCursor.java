package dev.memtrace.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.directory.EntryPage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Where the next page of agents or sessions starts: the time in microseconds (8), of which the
 * directory keeps no more, and the id, as {@link CursorText}.
 */
final class EntryCursor {
    private EntryCursor() {}

    static String encode(PagedList list, EntryPage.Position last) {
        var id = last.id().getBytes(UTF_8);
        var place =
                ByteBuffer.allocate(Long.BYTES + id.length)
                        .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, last.createdAt()))
                        .put(id);
        return CursorText.encode(list, place.array());
    }

    /** Empty if {@code text} is not a cursor of this list. */
    static Optional<EntryPage.Position> decode(PagedList list, String text) {
        return CursorText.decode(list, text)
                .filter(place -> place.length > Long.BYTES)
                .map(EntryCursor::position);
    }

    private static EntryPage.Position position(byte[] place) {
        long micros = ByteBuffer.wrap(place).getLong();
        return new EntryPage.Position(
                Instant.EPOCH.plus(micros, ChronoUnit.MICROS),
                new String(place, Long.BYTES, place.length - Long.BYTES, UTF_8));
    }
}
