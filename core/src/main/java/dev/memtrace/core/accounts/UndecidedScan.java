package dev.memtrace.core.accounts;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts memories that came in and are not decided: one by one, because offsets also count what is
 * no memory of the org. One thread at a time.
 */
final class UndecidedScan implements AutoCloseable {
    /** Of all partitions together; ingest-api lets in no more than half as many by default. */
    static final long RECORDS_MAX = 1_000_000;

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;

    /**
     * Which records count.
     *
     * <p>Both offsets are of {@code memories}; a record before the one of its org is decided.
     */
    interface Bounds {
        /** Before it there is nothing to count in this partition. */
        long from(int partition);

        /** Whether a record of {@code org} is among what is asked for. */
        boolean counts(OrgId org, int partition, long offset);

        /** Those of one org that are not in its accounts. */
        static Bounds of(OrgId org, AccountsReader accounts) {
            return new Bounds() {
                @Override
                public long from(int partition) {
                    return accounts.through(org, partition);
                }

                @Override
                public boolean counts(OrgId owner, int partition, long offset) {
                    return owner.equals(org);
                }
            };
        }

        /** Those of every org that are not in its accounts. */
        static Bounds ofAll(AccountsReader accounts) {
            return new Bounds() {
                @Override
                public long from(int partition) {
                    return accounts.through(partition);
                }

                @Override
                public boolean counts(OrgId owner, int partition, long offset) {
                    return offset >= accounts.through(owner, partition);
                }
            };
        }
    }

    /** Takes over the consumer. */
    UndecidedScan(Consumer<byte[], byte[]> consumer, String topic) {
        this.consumer = consumer;
        this.topic = topic;
    }

    /**
     * How many there are of each org, up to where the log ends now.
     *
     * @throws KafkaUnavailableException if there are too many to count, or it takes too long
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
     */
    Map<OrgId, Long> count(Bounds bounds) {
        var partitions =
                consumer.partitionsFor(topic).stream()
                        .map(it -> new TopicPartition(topic, it.partition()))
                        .toList();
        consumer.assign(partitions); // else the client warns of every offset that it learns
        var ends = consumer.endOffsets(partitions);
        var starts = starts(partitions, ends, bounds);
        var counts = new HashMap<OrgId, Long>();
        consumer.assign(starts.keySet());
        starts.forEach(consumer::seek);
        long began = System.nanoTime();
        while (isShort(starts.keySet(), ends)) {
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new KafkaUnavailableException(
                        "undecided memories could not be counted in " + PATIENCE + "; try again",
                        null);
            }
            for (var record : consumer.poll(POLL)) {
                if (record.offset() < ends.get(partition(record))) {
                    count(record, bounds, counts);
                }
            }
        }
        return counts;
    }

    private Map<TopicPartition, Long> starts(
            List<TopicPartition> partitions, Map<TopicPartition, Long> ends, Bounds bounds) {
        var starts = new HashMap<TopicPartition, Long>();
        consumer.beginningOffsets(partitions)
                .forEach(
                        (partition, beginning) -> {
                            long end = ends.get(partition);
                            long from = bounds.from(partition.partition());
                            // Beyond the end: the topic was made again since.
                            long start = from > end ? beginning : Math.max(from, beginning);
                            if (start < end) {
                                starts.put(partition, start);
                            }
                        });
        requireFew(starts, ends);
        return starts;
    }

    private static void requireFew(
            Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {
        ToLongFunction<TopicPartition> length = it -> ends.get(it) - starts.get(it);
        long records = starts.keySet().stream().mapToLong(length).sum();
        if (records > RECORDS_MAX) {
            throw new KafkaUnavailableException(
                    "dedup-stream is "
                            + records
                            + " records behind; up to "
                            + RECORDS_MAX
                            + " are counted",
                    null);
        }
    }

    private boolean isShort(Iterable<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        for (var partition : partitions) {
            if (consumer.position(partition) < ends.get(partition)) {
                return true;
            }
        }
        return false;
    }

    private static void count(
            ConsumerRecord<byte[], byte[]> record, Bounds bounds, Map<OrgId, Long> counts) {
        try {
            var org = MemoryRecord.of(record.value()).org();
            if (bounds.counts(org, record.partition(), record.offset())) {
                counts.merge(org, 1L, Long::sum);
            }
        } catch (UndecodableException _) {
            // It does not say whose it is, and will not be counted as rejected either.
        }
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
