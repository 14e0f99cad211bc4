package dev.memtrace.sink;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** The marks that are kept: those of a predecessor, and our own. */
interface LaneMarks extends AutoCloseable {
    /** The mark of each lane that is parked in one of these partitions. */
    Map<Lane, Long> of(Collection<TopicPartition> partitions);

    @Override
    void close();
}
