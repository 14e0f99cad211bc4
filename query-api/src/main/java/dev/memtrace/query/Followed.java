package dev.memtrace.query;

import dev.memtrace.core.memory.OrgId;
import java.time.Duration;
import java.util.OptionalLong;

/** A topic that this instance follows, and how current it is. Thread-safe. */
interface Followed {
    /**
     * Waits until everything is here that was in the topic before this call; false if that takes
     * longer than {@code wait}, or Kafka does not say what there is.
     */
    boolean awaitAll(Duration wait);

    /** For how long there may have been more than is here. */
    Duration staleness();

    /**
     * When the first memory of this org came that cannot be shown although the topic was read;
     * empty if there is none.
     */
    default OptionalLong missingSinceMillis(OrgId org) {
        return OptionalLong.empty();
    }
}
