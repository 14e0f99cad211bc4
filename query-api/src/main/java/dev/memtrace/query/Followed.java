package dev.memtrace.query;

import java.time.Duration;

/** A topic that this instance follows, and how current it is. Thread-safe. */
interface Followed {
    /**
     * Waits until everything is here that was in the topic before this call; false if that takes
     * longer than {@code wait}, or Kafka does not say what there is.
     */
    boolean awaitAll(Duration wait);

    /** For how long there may have been more than is here. */
    Duration staleness();
}
