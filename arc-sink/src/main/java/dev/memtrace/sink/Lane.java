package dev.memtrace.sink;

import static java.util.Objects.requireNonNull;

import dev.memtrace.core.memory.OrgId;
import org.apache.kafka.common.TopicPartition;

/** One org's rows in one partition: closed together, and read again in the log's order. */
record Lane(OrgId org, TopicPartition partition) {
    Lane {
        requireNonNull(org, "org");
        requireNonNull(partition, "partition");
    }
}
