package dev.memtrace.sink;

import static java.util.Objects.requireNonNull;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.LaneMark;
import org.apache.kafka.common.TopicPartition;

/** One org's rows in one partition: closed together, and read again in the log's order. */
record Lane(OrgId org, TopicPartition partition) {
    Lane {
        requireNonNull(org, "org");
        requireNonNull(partition, "partition");
    }

    static Lane of(LaneMark.Key key, String topic) {
        return new Lane(key.org(), new TopicPartition(topic, key.partition()));
    }

    /** How its mark is called. */
    LaneMark.Key key() {
        return new LaneMark.Key(org, partition.partition());
    }
}
