package dev.memtrace.cli;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A stretch of the accepted log, which may be read as often as wanted and stays the same. Memory is
 * bounded by a chunk and a fetch. One thread.
 */
final class AuditLog implements AutoCloseable {
    /** Rows handed on at once. */
    static final int CHUNK_ROWS = 5_000;

    private static final Duration POLL = Duration.ofMillis(200);

    /** For the next records, not for all of them; longer than a dead dedup's transaction. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<Integer, Stretch> stretches;
    private final String topic;
    private final Instant since;
    private final Instant until;

    private AuditLog(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<Integer, Stretch> stretches,
            String topic,
            Instant since,
            Instant until) {
        this.consumer = consumer;
        this.stretches = stretches;
        this.topic = topic;
        this.since = since;
        this.until = until;
    }

    /**
     * What the broker took from {@code since} to before {@code until}, as far as it is kept.
     *
     * @throws KafkaUnavailableException if Kafka does not say where that is
     */
    static AuditLog open(KafkaConfig kafka, Instant since, Instant until) {
        var topic = kafka.topics().accepted();
        Map<Integer, Stretch> stretches;
        try (var admin = Admin.create(kafka.clientProperties())) {
            stretches = Stretch.of(admin, topic, since, until);
        }
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        var consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        return new AuditLog(consumer, stretches, topic, since, until);
    }

    /**
     * Hands on an org's rows, in the order of each partition, in chunks.
     *
     * @throws KafkaUnavailableException if Kafka does not hand them out
     */
    void read(OrgId org, Consumer<List<AuditRow>> reader) {
        var left = partitions();
        consumer.assign(left);
        consumer.resume(left); // from an earlier reading
        left.forEach(it -> consumer.seek(it, stretches.get(it.partition()).from()));
        var chunk = new ArrayList<AuditRow>();
        long movedAt = System.nanoTime();
        try {
            while (!left.isEmpty()) {
                var polled = consumer.poll(POLL);
                for (var record : polled) {
                    take(record, org).ifPresent(chunk::add);
                    if (chunk.size() >= CHUNK_ROWS) {
                        reader.accept(List.copyOf(chunk));
                        chunk.clear();
                    }
                }
                int before = left.size();
                left.removeIf(this::isDone);
                if (!polled.isEmpty() || left.size() < before) {
                    movedAt = System.nanoTime();
                    consumer.pause(done());
                } else if (System.nanoTime() - movedAt > PATIENCE.toNanos()) {
                    throw unavailable(null);
                }
            }
        } catch (KafkaException e) {
            throw unavailable(e);
        }
        if (!chunk.isEmpty()) {
            reader.accept(List.copyOf(chunk));
        }
    }

    private List<TopicPartition> partitions() {
        return stretches.keySet().stream()
                .map(it -> new TopicPartition(topic, it))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private List<TopicPartition> done() {
        return partitions().stream().filter(this::isDone).toList();
    }

    private boolean isDone(TopicPartition partition) {
        return consumer.position(partition, PATIENCE) >= stretches.get(partition.partition()).end();
    }

    private Optional<AuditRow> take(ConsumerRecord<byte[], byte[]> record, OrgId org) {
        var at = Instant.ofEpochMilli(record.timestamp());
        boolean isWithin =
                record.offset() < stretches.get(record.partition()).end()
                        && at.isBefore(until)
                        && at.toEpochMilli() >= since.toEpochMilli();
        if (!isWithin) {
            return Optional.empty();
        }
        try {
            var memory = MemoryRecord.of(record.value());
            return memory.org().equals(org)
                    ? Optional.of(AuditRow.of(record, memory))
                    : Optional.empty();
        } catch (UndecodableException e) {
            return Optional.empty(); // nobody's: the sink has put it on the rejected topic
        }
    }

    private KafkaUnavailableException unavailable(Exception e) {
        return new KafkaUnavailableException("Kafka does not hand out " + topic + "; try again", e);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
