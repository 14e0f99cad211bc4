package dev.memtrace.core.memory;

import java.time.Duration;
import java.time.Instant;

/**
 * What a request may hold at most.
 *
 * @param batchItemsMax memories in one request
 * @param contentBytesMax UTF-8 bytes of one content
 * @param metadataBytesMax UTF-8 bytes of one metadata object
 * @param tagsMax tags of one memory
 */
public record MemoryLimits(
        int batchItemsMax, int contentBytesMax, int metadataBytesMax, int tagsMax) {
    /** The limits that the service documents. */
    public static final MemoryLimits DEFAULTS =
            new MemoryLimits(10_000, 256 * 1024, 64 * 1024, 100);

    /**
     * Arc guesses the unit of a batch's times from the first one, and below this it would guess
     * wrong.
     */
    public static final Instant TIME_MIN = Instant.parse("1971-01-01T00:00:00Z");

    /** How far a client's clock may be ahead of ours. */
    public static final Duration TIME_AHEAD_MAX = Duration.ofMinutes(5);

    /** How many problems of one request are listed. */
    public static final int PROBLEMS_MAX = 100;
}
