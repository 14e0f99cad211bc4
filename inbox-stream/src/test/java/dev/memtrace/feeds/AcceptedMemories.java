package dev.memtrace.feeds;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.core.wire.TopicRecords;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What dedup accepts, and what of it is on the feeds, as a test sees it. Thread-safe. */
final class AcceptedMemories implements AutoCloseable {
    private final KafkaConfig kafka;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Admin admin;

    /**
     * A record, with all that a reader can see of it but the topic and the offset.
     *
     * @param content of the memory
     */
    record Copy(
            int partition,
            long timestamp,
            String key,
            String value,
            List<String> headers,
            OrgId org,
            String content) {
        static Copy of(ConsumerRecord<byte[], byte[]> record) {
            var hex = HexFormat.of();
            var memory = MemoryRecord.of(record.value()).memory();
            return new Copy(
                    record.partition(),
                    record.timestamp(),
                    hex.formatHex(record.key()),
                    hex.formatHex(record.value()),
                    Arrays.stream(record.headers().toArray())
                            .map(it -> it.key() + "=" + new String(it.value(), UTF_8))
                            .toList(),
                    memory.org(),
                    memory.content());
        }
    }

    private AcceptedMemories(KafkaConfig kafka) {
        this.kafka = kafka;
        this.producer =
                new KafkaProducer<>(
                        kafka.clientProperties(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        this.admin = Admin.create(kafka.clientProperties());
    }

    static AcceptedMemories make(KafkaConfig kafka) {
        new TopicProvisioner(kafka).provision();
        return new AcceptedMemories(kafka);
    }

    Admin admin() {
        return admin;
    }

    /** Writes one; returns when Kafka has it. */
    void write(OrgId org, String content) {
        var memory = Memories.memory(org.value(), content);
        var record =
                new ProducerRecord<>(
                        kafka.topics().accepted(),
                        Identity.digest(org, memory.dedupKey()),
                        MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true));
        record.headers().add("traceparent", ("trace of " + content).getBytes(UTF_8));
        record.headers().add("x-memtrace-n", content.getBytes(UTF_8));
        write(record);
    }

    void write(ProducerRecord<byte[], byte[]> record) {
        try {
            var _ = producer.send(record).get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What is committed on the org's feed, by partition and in order. */
    List<Copy> feed(OrgId org) {
        return copies(kafka.topics().feed(org));
    }

    /** What of the org is accepted, by partition and in order. */
    List<Copy> accepted(OrgId org) {
        return copies(kafka.topics().accepted()).stream()
                .filter(it -> it.org().equals(org))
                .toList();
    }

    private List<Copy> copies(String topic) {
        return TopicRecords.read(kafka, topic).stream()
                .map(Copy::of)
                .sorted(Comparator.comparing(Copy::partition)) // stable
                .toList();
    }

    /** Where each partition of the accepted topic ends. */
    Map<Integer, Long> ends() throws ExecutionException, InterruptedException {
        var ends = new HashMap<Integer, Long>();
        for (int i = 0; i < kafka.partitions(); i++) {
            var partition = new TopicPartition(kafka.topics().accepted(), i);
            ends.put(
                    i,
                    admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                            .partitionResult(partition)
                            .get()
                            .offset());
        }
        return ends;
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
