package dev.memtrace.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.memory.MemoryLimits;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.testkit.Broker;
import dev.memtrace.testkit.Chance;
import dev.memtrace.testkit.Seeds;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Instances that share inboxes, and go and come back while they do. */
final class InboxInstancesIT {
    private static final int INSTANCES = 3;
    private static final int ORGS = 4;
    private static final int RESTARTS = 8;
    private static final int RECORDS_EACH = 50;
    private static final Duration SOON = Duration.ofSeconds(20);

    @TestFactory
    Stream<DynamicTest> whatever_is_written_is_taken_while_instances_come_and_go() {
        return Seeds.tests(2, InboxInstancesIT::comeAndGo);
    }

    private static void comeAndGo(Chance chance) throws Exception {
        var kafka =
                new KafkaConfig(
                        Broker.shared().bootstrapServers(),
                        new Topics(Broker.uniquePrefix(InboxInstancesIT.class) + "memtrace"),
                        3,
                        1,
                        1,
                        1);
        new TopicProvisioner(kafka).provision();
        var tenants = new FakeTenants();
        IntStream.range(0, ORGS).forEach(i -> tenants.add(new OrgId("org_" + i)));
        var running = new HashMap<Integer, InboxStream>();
        try (var admin = Admin.create(kafka.clientProperties());
                var producer = producer(kafka)) {
            for (int i = 0; i < INSTANCES; i++) {
                running.put(i, start(kafka, i, tenants));
            }
            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(KafkaUnavailableException.class) // no group yet
                    .until(() -> sharers(admin, kafka) == INSTANCES);
            int written = 0;
            for (int restart = 0; restart < RESTARTS; restart++) {
                written = write(kafka, producer, written);
                int one = chance.within(0, INSTANCES - 1);
                running.get(one).close(); // its place stays its own for ten seconds
                if (chance.within(0, 1) == 0) {
                    // The others have to hear of it while one is away; with none, nobody helps.
                    tenants.add(new OrgId("org_late_" + restart));
                }
                written = write(kafka, producer, written);
                running.put(one, start(kafka, one, tenants));
            }
            int all = write(kafka, producer, written);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(WrittenMemories.ids(kafka)).hasSize(all));
            assertThat(WrittenMemories.ids(kafka).values()).containsOnly(1);
        } finally {
            running.values().forEach(InboxStream::close);
        }
    }

    private static InboxStream start(KafkaConfig kafka, int number, FakeTenants tenants) {
        var config =
                new InboxConfig(kafka, 2, MemoryLimits.DEFAULTS, 200, 20_000, "inbox-" + number);
        return InboxStream.start(config, tenants, Clock.systemUTC());
    }

    /** How many of the instances have inboxes to read. */
    private static long sharers(Admin admin, KafkaConfig kafka) {
        var group = kafka.topics().inboxGroup();
        return KafkaFutures.await(
                        admin.describeConsumerGroups(Set.of(group)).all(), "looking who reads")
                .get(group)
                .members()
                .stream()
                .filter(it -> !it.assignment().topicPartitions().isEmpty())
                .count();
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaConfig kafka) {
        var bytes = new ByteArraySerializer();
        return new KafkaProducer<>(kafka.clientProperties(), bytes, bytes);
    }

    private static int write(
            KafkaConfig kafka, KafkaProducer<byte[], byte[]> producer, int written) {
        for (int i = 0; i < RECORDS_EACH; i++) {
            var org = new OrgId("org_" + i % ORGS);
            var value = "{\"agent_id\":\"a\",\"content\":\"n %d\"}".formatted(written + i);
            var _ =
                    producer.send(
                            new ProducerRecord<>(kafka.topics().inbox(org), value.getBytes(UTF_8)));
        }
        producer.flush();
        return written + RECORDS_EACH;
    }
}
