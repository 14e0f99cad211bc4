package dev.memtrace.query;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the accepted topic again, for a few at a time. Thread-safe. */
final class AcceptedTopic implements AcceptedLog {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration TURN_WAIT_MAX = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** For the next records, not for all of them; longer than a dead writer's transaction. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Each has a consumer of its own, and what that has fetched. */
    private static final int READERS_MAX = 8;

    private static final int FETCH_BYTES = 4 * 1024 * 1024;

    private final KafkaConfig kafka;
    private final Semaphore turns = new Semaphore(READERS_MAX, true);

    /** Opens nothing yet. */
    AcceptedTopic(KafkaConfig kafka) {
        this.kafka = kafka;
    }

    @Override
    public Reader open() {
        try {
            if (!turns.tryAcquire(TURN_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ApiException.overloaded(
                        "too many streams catch up with what they have missed", RETRY_AFTER);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.overloaded("interrupted", RETRY_AFTER);
        }
        try {
            return new TopicReader(consumer());
        } catch (RuntimeException e) {
            turns.release();
            throw e;
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        var bytes = new ByteArrayDeserializer();
        return new KafkaConsumer<>(properties, bytes, bytes);
    }

    private final class TopicReader implements Reader {
        private final KafkaConsumer<byte[], byte[]> consumer;

        TopicReader(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        private TopicPartition partition(int number) {
            return new TopicPartition(kafka.topics().accepted(), number);
        }

        @Override
        public boolean has(LogPosition position) {
            var partitions = position.next().keySet().stream().map(this::partition).toList();
            consumer.assign(partitions);
            return consumer.beginningOffsets(partitions).entrySet().stream()
                    .allMatch(
                            beginning ->
                                    position.offset(beginning.getKey().partition())
                                            >= beginning.getValue());
        }

        @Override
        public void read(OrgId org, LogPosition from, LogPosition to, Consumer<TailRow> visitor) {
            var ends = new HashMap<TopicPartition, Long>();
            to.next()
                    .forEach(
                            (number, end) -> {
                                if (from.offset(number) < end) {
                                    ends.put(partition(number), end);
                                }
                            });
            consumer.assign(ends.keySet());
            ends.keySet().forEach(it -> consumer.seek(it, from.offset(it.partition())));
            long movedAt = System.nanoTime();
            while (isShort(ends)) {
                var records = consumer.poll(POLL);
                for (var record : records) {
                    if (to.hasSeen(record.partition(), record.offset())) {
                        rowOf(org, record).ifPresent(visitor);
                    }
                }
                if (!records.isEmpty()) {
                    movedAt = System.nanoTime();
                } else if (System.nanoTime() - movedAt > PATIENCE.toNanos()) {
                    throw new TimeoutException("accepted memories are not handed out");
                }
            }
        }

        private boolean isShort(Map<TopicPartition, Long> ends) {
            return ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
        }

        private static Optional<TailRow> rowOf(OrgId org, ConsumerRecord<byte[], byte[]> record) {
            try {
                return Optional.of(TailRow.of(record)).filter(row -> row.org().equals(org));
            } catch (UndecodableException e) {
                return Optional.empty(); // the sink puts it aside
            }
        }

        @Override
        public void close() {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            turns.release();
        }
    }
}
