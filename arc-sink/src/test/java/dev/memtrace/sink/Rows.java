package dev.memtrace.sink;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** Rows of batches, for tests. */
final class Rows {
    static final TopicPartition FIRST = new TopicPartition("memtrace.accepted", 0);
    static final TopicPartition SECOND = new TopicPartition("memtrace.accepted", 1);

    private Rows() {}

    /** As many rows of the first partition, from offset 0 on. */
    static List<Batch.Row> of(int count) {
        return IntStream.range(0, count).mapToObj(i -> row(FIRST, i)).toList();
    }

    static Batch.Row row(TopicPartition partition, long offset) {
        return new Batch.Row(partition, offset, SinkBench.memory((int) offset, "m" + offset));
    }
}
