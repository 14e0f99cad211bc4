package dev.memtrace.core.memory;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The name of one memory: {@code mem_} and 32 hex digits, laid out like a UUIDv7, so ids sort by
 * time and a look-up by id prunes to one millisecond. The time is the memory's own, not that of its
 * arrival.
 */
public record MemoryId(long high, long low) implements Comparable<MemoryId> {
    /** Length of the binary form. */
    public static final int BYTES = 16;

    private static final String PREFIX = "mem_";
    private static final HexFormat HEX = HexFormat.of();

    /**
     * Differs per process, so that two processes whose generators happen to agree still make
     * different ids.
     */
    private static final long PROCESS_SALT = new SecureRandom().nextLong();

    /** A new id at random for a memory that happened at {@code time}. */
    public static MemoryId random(Instant time) {
        var random = ThreadLocalRandom.current();
        return of(time, random.nextLong(), random.nextLong() ^ PROCESS_SALT);
    }

    /** The id whose random part is given; only 74 of the 128 bits are used. */
    public static MemoryId of(Instant time, long randomHigh, long randomLow) {
        long millis = time.toEpochMilli();
        long high = (millis << 16) | 0x7000L | (randomHigh & 0x0fffL);
        long low = (randomLow & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new MemoryId(high, low);
    }

    /** Reads {@code mem_...}; empty if {@code text} is not an id. */
    public static Optional<MemoryId> parse(String text) {
        if (text.length() != PREFIX.length() + 2 * BYTES || !text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new MemoryId(
                            HexFormat.fromHexDigitsToLong(text, 4, 20),
                            HexFormat.fromHexDigitsToLong(text, 20, 36)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Reads the 16 bytes at {@code offset}. */
    public static MemoryId read(ByteBuffer from, int offset) {
        return new MemoryId(from.getLong(offset), from.getLong(offset + 8));
    }

    /** The millisecond in which the memory happened. */
    public Instant time() {
        return Instant.ofEpochMilli(high >>> 16);
    }

    @Override
    public int compareTo(MemoryId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return PREFIX + HEX.toHexDigits(high) + HEX.toHexDigits(low);
    }
}
