package dev.memtrace.inbox;

import static java.util.Objects.requireNonNull;

import org.apache.kafka.common.TopicPartition;

/**
 * Offsets of an inbox at which nothing can be read.
 *
 * @param to exclusive
 */
record UnreadableStretch(TopicPartition partition, long from, long to) {
    UnreadableStretch {
        requireNonNull(partition, "partition");
        if (from >= to) {
            throw new IllegalArgumentException("from must be below to: " + from + ", " + to);
        }
    }
}
