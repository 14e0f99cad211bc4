package dev.memtrace.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.InboxTopics;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.RejectedHeaders;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.core.wire.TopicRecords;
import dev.memtrace.testkit.Broker;
import dev.memtrace.testkit.ChildJvm;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that are small on the topic, and larger than the heap of whoever reads them. */
final class TooLargeToReadIT {
    private static final OrgId ORG_A = new OrgId("org_a");
    private static final OrgId ORG_B = new OrgId("org_b");
    private static final int BOMB_BYTES = 128 * 1024 * 1024;
    private static final int BATCH_BYTES = 400 * 1024 * 1024;
    private static final Duration SOON = Duration.ofMinutes(2);

    private final KafkaConfig kafka =
            SmallInboxMain.kafka(
                    Broker.shared().bootstrapServers(),
                    Broker.uniquePrefix(TooLargeToReadIT.class) + "memtrace");
    private ChildJvm process;

    @BeforeEach
    void start() {
        new TopicProvisioner(kafka).provision();
        try (var admin = Admin.create(kafka.clientProperties())) {
            new InboxTopics(admin, kafka).create(Set.of(ORG_A, ORG_B), 1);
        }
        process =
                ChildJvm.start(
                        SmallInboxMain.class,
                        List.of("-Xmx64m"),
                        kafka.bootstrapServers(),
                        kafka.topics().prefix(),
                        ORG_A.value(),
                        ORG_B.value());
    }

    @AfterEach
    void stop() {
        process.close();
    }

    /** Each call makes one batch of each org's records. */
    private KafkaProducer<byte[], byte[]> producer() {
        var properties = kafka.clientProperties();
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 3L * BATCH_BYTES / 2);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 60_000);
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void produceOneBatch(OrgId org, byte[]... values) {
        try (var producer = producer()) {
            for (var value : values) {
                var _ = producer.send(new ProducerRecord<>(kafka.topics().inbox(org), value));
            }
            producer.flush();
        }
    }

    private static byte[] memory(String content) {
        return "{\"agent_id\":\"a\",\"content\":\"%s\"}".formatted(content).getBytes(UTF_8);
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        return await().atMost(SOON)
                .until(() -> TopicRecords.read(kafka, topic), found -> found.size() >= count);
    }

    /** These and no others; what was written before a failure may be there again, with its id. */
    private void awaitMemories(String... contents) {
        var expected = new HashMap<String, Integer>();
        Stream.of(contents).forEach(content -> expected.put(content, 1));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(WrittenMemories.ids(kafka)).isEqualTo(expected));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Test
    void they_are_passed_over_with_what_is_behind_them_in_their_batch_and_all_else_is_taken() {
        produceOneBatch(ORG_A, memory("a0"), memory("a1"), new byte[BOMB_BYTES], memory("a3"));
        produceOneBatch(ORG_A, memory("a4"), memory("a5"));
        produceOneBatch(ORG_B, memory("b0"), memory("b1"));

        awaitMemories("a0", "a1", "a4", "a5", "b0", "b1");
        var rejected = read(kafka.topics().rejected(), 1);
        assertThat(rejected).hasSize(1);
        assertThat(rejected.getFirst().value()).isNull();
        assertThat(header(rejected.getFirst(), RejectedHeaders.SOURCE))
                .isEqualTo(kafka.topics().inbox(ORG_A) + "-0@2");
        assertThat(header(rejected.getFirst(), RejectedHeaders.REASON))
                .startsWith("cannot be read up to offset 3: ");
        assertThat(process.lines()).noneMatch(line -> line.contains("FATAL"));
    }

    @Test
    void records_that_are_too_large_together_are_rejected_one_by_one() {
        var large = new byte[8 * 1024 * 1024];
        var values = new byte[30][];
        java.util.Arrays.fill(values, large);
        values[29] = memory("last");
        produceOneBatch(ORG_A, values);

        awaitMemories("last");
        assertThat(read(kafka.topics().rejected(), 29))
                .hasSize(29)
                .allSatisfy(
                        it ->
                                assertThat(header(it, RejectedHeaders.VALUE_SHA256))
                                        .matches("[0-9a-f]{64}"));
    }
}
