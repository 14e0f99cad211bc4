package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

/**
 * Where a record is in its inbox.
 *
 * @param topic of the inbox
 * @param offset within the partition; grows
 */
public record RecordPlace(String topic, int partition, long offset) {
    /** Not {@code null}. */
    public RecordPlace {
        requireNonNull(topic, "topic");
    }
}
