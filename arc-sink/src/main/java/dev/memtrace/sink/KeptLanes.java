package dev.memtrace.sink;

import dev.memtrace.core.wire.ServedAccount;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What the last commits, a predecessor's or our own, say of lanes. One thread. */
interface KeptLanes extends AutoCloseable {

    /**
     * What is kept of the lanes of some partitions.
     *
     * @param accounts of those that have one
     * @param marks of those that are closed
     */
    record Kept(Map<Lane, ServedAccount> accounts, Map<Lane, Long> marks) {}

    /** Waits for what a predecessor has still under way. */
    Kept of(Collection<TopicPartition> partitions);

    /** Where the accepted topic ends in each of these, for readers of what is committed. */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions);

    /**
     * Lanes of all partitions that somebody wishes to have proven once more, from these offsets on.
     * Does not wait: a wish is heard of this time or the next.
     */
    Map<Lane, Long> wishes();

    /** The wish has gone with a commit. */
    void granted(Lane lane);

    @Override
    void close();
}
