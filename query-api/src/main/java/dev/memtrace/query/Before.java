package dev.memtrace.query;

import java.util.Map;

/**
 * The part of the log that a reader of Arc is to look at, because the tail has the rest.
 *
 * @param logEpoch of the log; rows of others are all in it
 * @param offsets by partition, the first ones that are not in it; partitions that are not here are
 *     in it whole
 */
record Before(long logEpoch, Map<Integer, Long> offsets) {
    Before {
        offsets = Map.copyOf(offsets);
    }
}
