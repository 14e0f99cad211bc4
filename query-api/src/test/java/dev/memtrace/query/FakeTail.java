package dev.memtrace.query;

import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A tail that a test fills; is current unless it is told otherwise. */
final class FakeTail implements Tail, AcceptedLog {
    private static final long LOG_EPOCH = 1;

    private final TailIndex index;
    private final Feed feed = new Feed(1 << 20, LOG_EPOCH);
    private final List<TailRow> log = new CopyOnWriteArrayList<>();
    private long offset;
    private volatile boolean isCurrent = true;
    private volatile Runnable meanwhile = () -> {};

    FakeTail() {
        this(1 << 30);
    }

    FakeTail(long bytesMax) {
        // Long ago, so that no hour counts as new because the tail is.
        this.index = new TailIndex(bytesMax, System.nanoTime() - Duration.ofDays(1).toNanos());
    }

    /** Accepted after everything in Arc, all in partition 0. */
    void add(List<Memory> memories) {
        for (var memory : memories) {
            add(memory, 0, offset++);
        }
    }

    void add(Memory memory, int partition, long at) {
        var value = MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true);
        var row =
                TailRow.of(
                        new ConsumerRecord<>(
                                "accepted",
                                partition,
                                at,
                                at,
                                TimestampType.LOG_APPEND_TIME,
                                0,
                                value.length,
                                new byte[0],
                                value,
                                new RecordHeaders(),
                                Optional.empty()));
        index.add(row);
        log.add(row);
        feed.publish(List.of(row), Map.of(new TopicPartition("accepted", partition), at + 1));
    }

    /** The log has dropped what came before this offset. */
    void drop(long before) {
        log.removeIf(row -> row.offset() < before);
    }

    @Override
    public Feed feed() {
        return feed;
    }

    @Override
    public AcceptedLog.Reader open() {
        return new AcceptedLog.Reader() {
            @Override
            public boolean has(LogPosition position) {
                return position.offset(0) >= log.getFirst().offset();
            }

            @Override
            public void read(
                    OrgId org, LogPosition from, LogPosition to, Consumer<TailRow> visitor) {
                log.stream()
                        .filter(row -> row.org().equals(org))
                        .filter(row -> !from.hasSeen(row.partition(), row.offset()))
                        .filter(row -> to.hasSeen(row.partition(), row.offset()))
                        .forEach(visitor);
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    /** Has this happen while a read waits. */
    void whileWaiting(Runnable event) {
        meanwhile = event;
    }

    void becomeStale() {
        isCurrent = false;
    }

    @Override
    public TailIndex index() {
        return index;
    }

    @Override
    public long logEpoch() {
        return LOG_EPOCH;
    }

    @Override
    public boolean awaitAll(Duration wait) {
        meanwhile.run();
        return isCurrent;
    }

    @Override
    public Duration staleness() {
        return isCurrent ? Duration.ZERO : Duration.ofMillis(1_234);
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public String metrics() {
        return "";
    }
}
