package dev.memtrace.core.memory;

import dev.memtrace.core.config.Settings;
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

    private static final int DEDUP_CONTENT_BYTES = 200;

    /**
     * Arc guesses the unit of a batch's times from the first one, and below this it would guess
     * wrong.
     */
    public static final Instant TIME_MIN = Instant.parse("1971-01-01T00:00:00Z");

    /** How far a client's clock may be ahead of ours. */
    public static final Duration TIME_AHEAD_MAX = Duration.ofMinutes(5);

    /** How many problems of one request are listed. */
    public static final int PROBLEMS_MAX = 100;

    /** Those of the configuration, for every door. */
    public static MemoryLimits from(Settings settings) {
        return new MemoryLimits(
                settings.intWithin("ingest.batch_items_max", 1, 100_000, DEFAULTS.batchItemsMax),
                DEFAULTS.contentBytesMax,
                DEFAULTS.metadataBytesMax,
                DEFAULTS.tagsMax);
    }

    /** How much content a computed dedup key covers, at every door; 0 means all. */
    public static int dedupContentBytes(Settings settings) {
        return settings.intWithin(
                "dedup.content_bytes", 0, DEFAULTS.contentBytesMax, DEDUP_CONTENT_BYTES);
    }
}
