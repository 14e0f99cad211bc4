package dev.memtrace.query;

import dev.memtrace.core.memory.Memory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/**
 * A place in the order of memories.
 *
 * @param micros the memory's time since 1970
 * @param id its id as text, which orders memories of equal time
 */
record Position(long micros, String id) implements Comparable<Position> {
    private static final Comparator<Position> ORDER =
            Comparator.comparingLong(Position::micros).thenComparing(Position::id);

    static Position of(Memory memory) {
        return new Position(
                ChronoUnit.MICROS.between(Instant.EPOCH, memory.time()), memory.id().toString());
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    Instant time() {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
