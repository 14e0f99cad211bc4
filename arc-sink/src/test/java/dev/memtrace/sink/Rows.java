package dev.memtrace.sink;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.sink.OpenedBatch.OpenedRow;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** Rows of the accepted topic, for tests. */
final class Rows {
    static final TopicPartition FIRST = new TopicPartition("memtrace.accepted", 0);
    static final TopicPartition SECOND = new TopicPartition("memtrace.accepted", 1);

    private Rows() {}

    /** As many rows of the first partition, from offset 0 on. */
    static List<OpenedRow> of(int count) {
        return IntStream.range(0, count).mapToObj(i -> opened(FIRST, i)).toList();
    }

    static OpenedRow opened(TopicPartition partition, long offset) {
        return opened(partition, offset, SinkBench.memory((int) offset, "m" + offset));
    }

    static OpenedRow opened(TopicPartition partition, long offset, Memory memory) {
        return new OpenedRow(row(partition, offset, memory), memory);
    }

    /** As it comes out of the log, taken by the broker as many milliseconds after 1970. */
    static Row row(TopicPartition partition, long offset) {
        return row(partition, offset, SinkBench.memory((int) offset, "m" + offset));
    }

    private static Row row(TopicPartition partition, long offset, Memory memory) {
        return new Row(
                partition,
                offset,
                offset,
                Identity.digest(memory.org(), memory.dedupKey()),
                MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true),
                false);
    }
}
