package dev.memtrace.ingest;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.wire.Acknowledgements;
import dev.memtrace.core.wire.AppendFailedException;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** The memories topic, as something to append to. Thread-safe. */
final class MemoryLog {
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConfig kafka;
    private final Duration patience;
    private final IngestMetrics metrics;

    /**
     * @param patience how long an append may take before it counts as failed; above the producer's
     *     own time-outs
     */
    MemoryLog(
            KafkaProducer<byte[], byte[]> producer,
            KafkaConfig kafka,
            Duration patience,
            IngestMetrics metrics) {
        this.producer = producer;
        this.kafka = kafka;
        this.patience = patience;
        this.metrics = metrics;
    }

    /**
     * Makes memories durable, in order; returns when Kafka has confirmed them all.
     *
     * @throws AppendFailedException if some may not have become durable; to send them again is
     *     safe, dedup takes care
     */
    void append(List<Memory> memories, ReplyAddress replyTo) {
        long startNanos = System.nanoTime();
        try {
            send(memories, replyTo).await(patience);
        } catch (AppendFailedException e) {
            metrics.unconfirmed(memories.size());
            throw e;
        }
        metrics.appended(System.nanoTime() - startNanos);
    }

    private Acknowledgements send(List<Memory> memories, ReplyAddress replyTo) {
        var keys = memories.stream().map(m -> Identity.digest(m.org(), m.dedupKey())).toList();
        int[] partitions = keys.stream().mapToInt(this::partitionOf).toArray();
        var lastOf = new int[kafka.partitions()];
        for (int i = 0; i < partitions.length; i++) {
            lastOf[partitions[i]] = i;
        }
        var acknowledged = new Acknowledgements(memories.size());
        try {
            // The producer that has lost its brokers blocks for each record; one is enough to know.
            for (int i = 0; i < partitions.length && acknowledged.failure().isEmpty(); i++) {
                var value =
                        MemoryRecord.encode(
                                memories.get(i), replyTo, i, lastOf[partitions[i]] == i);
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        kafka.topics().memories(),
                                        partitions[i],
                                        keys.get(i),
                                        value),
                                acknowledged);
            }
        } catch (RuntimeException e) {
            throw takesNone(e);
        }
        if (acknowledged.failure().isPresent()) {
            throw takesNone(acknowledged.failure().get());
        }
        return acknowledged;
    }

    private static AppendFailedException takesNone(Exception cause) {
        return new AppendFailedException("Kafka takes no memories at the moment", cause);
    }

    /**
     * As Kafka's own partitioner would choose it; we ask, because the last memory of each partition
     * is marked.
     */
    private int partitionOf(byte[] key) {
        return BuiltInPartitioner.partitionForKey(key, kafka.partitions());
    }
}
