package dev.memtrace.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryLimits;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.InboxTopics;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.core.wire.TopicRecords;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.testkit.Broker;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** inbox-stream on a real broker. */
final class InboxIT {
    private static final OrgId ORG_A = new OrgId("org_a");
    private static final OrgId ORG_B = new OrgId("org_b");
    private static final Duration SOON = Duration.ofSeconds(30);

    private final KafkaConfig kafka =
            new KafkaConfig(
                    Broker.shared().bootstrapServers(),
                    new Topics(Broker.uniquePrefix(InboxIT.class) + "memtrace"),
                    3,
                    1,
                    1,
                    1);
    private final InboxConfig config =
            new InboxConfig(kafka, 2, MemoryLimits.DEFAULTS, 200, 20_000, "inbox-1");
    private final FakeTenants tenants = new FakeTenants();
    private final Admin admin = Admin.create(kafka.clientProperties());
    private final InboxTopics inboxes = new InboxTopics(admin, kafka);
    private KafkaProducer<byte[], byte[]> producer;
    private InboxStream stream;

    @BeforeEach
    void start() {
        new TopicProvisioner(kafka).provision();
        var properties = kafka.clientProperties();
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 8 * 1024 * 1024);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer());
        tenants.add(ORG_A);
        stream = InboxStream.start(config, tenants, Clock.systemUTC());
        awaitInbox(ORG_A);
    }

    @AfterEach
    void stop() {
        stream.close();
        producer.close();
        admin.close();
    }

    private void awaitInbox(OrgId org) {
        await().atMost(SOON).until(() -> inboxes.owners().contains(org));
    }

    private void produce(OrgId org, byte[] value) {
        try {
            var _ =
                    producer.send(new ProducerRecord<>(kafka.topics().inbox(org), null, value))
                            .get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void produce(OrgId org, String content) {
        produce(org, "{\"agent_id\":\"a\",\"content\":\"%s\"}".formatted(content).getBytes(UTF_8));
    }

    /** All that is committed on a topic, once it is {@code count} records or more. */
    private List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
        return await().atMost(SOON)
                .until(() -> TopicRecords.read(kafka, topic), found -> found.size() >= count);
    }

    private List<Memory> memories(int count) {
        return read(kafka.topics().memories(), count).stream()
                .map(it -> MemoryRecord.of(it.value()).memory())
                .toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "none" : new String(header.value(), UTF_8);
    }

    @Test
    void what_is_written_to_an_inbox_is_a_memory_of_its_org_and_nobody_waits_for_it() {
        tenants.add(ORG_B);
        awaitInbox(ORG_B); // while the other is read
        produce(ORG_A, "of a");
        produce(ORG_B, "of b");

        var records = read(kafka.topics().memories(), 2);

        assertThat(records)
                .extracting(it -> MemoryRecord.of(it.value()))
                .allMatch(it -> it.replyTo().equals(ReplyAddress.UNKNOWN_ID))
                .extracting(it -> it.org() + " " + it.memory().content())
                .containsExactlyInAnyOrder("org_a of a", "org_b of b");
    }

    @Test
    void bad_records_go_aside_once_with_their_reasons_and_stop_nothing() {
        produce(ORG_A, (byte[]) null);
        produce(ORG_A, "{".getBytes(UTF_8));
        produce(ORG_A, new byte[2 * 1024 * 1024]); // zeros: a few kB for the topic
        produce(ORG_A, "{\"agent_id\":\"a\"}".getBytes(UTF_8));
        IntStream.range(0, 20).forEach(i -> produce(ORG_A, "good " + i));

        assertThat(memories(20)).hasSize(20);
        stream.close();
        stream = InboxStream.start(config, tenants, Clock.systemUTC());
        produce(ORG_A, "good 20");
        assertThat(memories(21)).hasSize(21);

        var rejected = read(kafka.topics().rejected(), 4);
        assertThat(rejected)
                .extracting(it -> header(it, "memtrace-reason").split("[,:;]")[0])
                .containsExactlyInAnyOrder(
                        "a record needs a value",
                        "the body is not valid JSON at line 1",
                        "the value has 2097152 bytes",
                        "content is required");
        assertThat(rejected)
                .allMatch(it -> header(it, "memtrace-service").equals("inbox-stream"))
                .allMatch(
                        it ->
                                header(it, "memtrace-source")
                                        .startsWith(kafka.topics().inbox(ORG_A) + "-"));
        assertThat(rejected)
                .filteredOn(it -> header(it, "memtrace-reason").startsWith("the value has"))
                .allMatch(it -> it.value() == null)
                .extracting(it -> header(it, "memtrace-value-sha256"))
                .containsExactly(
                        "5647f05ec18958947d32874eeb788fa396a05d0bab7c1b71f112ceb7e9b31eee");
    }

    @Test
    void an_org_that_goes_is_not_read_any_more_and_its_inbox_can_be_deleted_unnoticed() {
        tenants.add(ORG_B);
        awaitInbox(ORG_B);
        produce(ORG_A, "before");
        produce(ORG_B, "before");
        assertThat(memories(2)).hasSize(2);
        assertThat(inboxes.isRead(ORG_B)).isTrue();

        tenants.remove(ORG_B);
        await().atMost(SOON).until(() -> !inboxes.isRead(ORG_B));
        assertThat(inboxes.delete(ORG_B)).isTrue();
        long start = System.nanoTime();
        produce(ORG_A, "after");

        assertThat(memories(3)).hasSize(3);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(inboxes.delete(ORG_B)).isFalse();
    }

    @Test
    void what_comes_while_nobody_reads_waits_in_the_inbox() {
        stream.close();
        IntStream.range(0, 50).forEach(i -> produce(ORG_A, "waits " + i));

        stream = InboxStream.start(config, tenants, Clock.systemUTC());

        assertThat(memories(50)).extracting(Memory::content).doesNotHaveDuplicates().hasSize(50);
    }

    @Test
    void an_inbox_is_made_with_the_brokers_clock() throws Exception {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, kafka.topics().inbox(ORG_A));

        var settings = admin.describeConfigs(List.of(topic)).all().get().get(topic);

        assertThat(settings.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
    }
}
