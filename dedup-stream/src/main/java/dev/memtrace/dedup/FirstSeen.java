package dev.memtrace.dedup;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The keys seen within the window. A key is filed under the coarse bucket in which it was first
 * seen, so that a look-up is three point reads, most of them answered by bloom filters, and no
 * scan: the window reaches back over two buckets and the present one. One instance per task; one
 * thread.
 */
final class FirstSeen {
    static final String STORE = "first-seen";

    /**
     * Kafka Streams keeps no shorter segments than this, and a shorter window is a mistake in the
     * configuration.
     */
    static final Duration WINDOW_MIN = Duration.ofMinutes(1);

    private static final int BUCKETS_PER_WINDOW = 2;

    private final WindowStore<byte[], byte[]> store;
    private final long windowMillis;
    private final long bucketMillis;

    FirstSeen(WindowStore<byte[], byte[]> store, Duration window) {
        this.store = store;
        this.windowMillis = window.toMillis();
        this.bucketMillis = bucketMillis(window);
    }

    static StoreBuilder<WindowStore<byte[], byte[]>> builder(Duration window) {
        // Two buckets more than the window: a store drops by the age of the bucket's start, and
        // with less it would drop
        // one that still holds keys within the window.
        var retention = window.plusMillis(2 * bucketMillis(window));
        return Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(
                                STORE, retention, Duration.ofMillis(bucketMillis(window)), false),
                        Serdes.ByteArray(),
                        Serdes.ByteArray())
                .withLoggingEnabled(Map.of())
                .withCachingDisabled();
    }

    private static long bucketMillis(Duration window) {
        return Math.ceilDiv(window.toMillis(), BUCKETS_PER_WINDOW);
    }

    /** The sighting of {@code key} that still counts at {@code now}. */
    Optional<Sighting> find(byte[] key, long now) {
        long newest = bucketOf(now);
        long oldest = bucketOf(Math.max(0, now - windowMillis));
        for (long bucket = newest; bucket >= oldest; bucket -= bucketMillis) {
            var bytes = store.fetch(key, bucket);
            if (bytes != null) {
                var sighting = Sighting.decode(bytes);
                return now - sighting.seenMillis() < windowMillis
                        ? Optional.of(sighting)
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    void remember(byte[] key, Sighting sighting) {
        store.put(key, sighting.encode(), bucketOf(sighting.seenMillis()));
    }

    private long bucketOf(long millis) {
        return millis - millis % bucketMillis;
    }
}
