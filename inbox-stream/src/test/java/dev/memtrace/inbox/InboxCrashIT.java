package dev.memtrace.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.memory.MemoryLimits;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.DedupLag;
import dev.memtrace.core.wire.GroupOffsets;
import dev.memtrace.core.wire.InboxTopics;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.core.wire.TopicRecords;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.testkit.Broker;
import dev.memtrace.testkit.Chance;
import dev.memtrace.testkit.Seeds;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** inbox-stream dies again and again, at any call of its producers. */
final class InboxCrashIT {
    private static final OrgId ORG = new OrgId("org_a");
    private static final int PARTITIONS = 2;
    private static final int RECORDS = 400;
    private static final int LIVES = 8;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TestFactory
    Stream<DynamicTest> every_memory_has_one_id_and_every_bad_record_is_rejected_once() {
        return Seeds.tests(2, InboxCrashIT::dieAgainAndAgain);
    }

    private static void dieAgainAndAgain(Chance chance) throws Exception {
        var kafka =
                new KafkaConfig(
                        Broker.shared().bootstrapServers(),
                        new Topics(Broker.uniquePrefix(InboxCrashIT.class) + "memtrace"),
                        3,
                        1,
                        1,
                        1);
        var config =
                new InboxConfig(kafka, PARTITIONS, MemoryLimits.DEFAULTS, 200, 20_000, "inbox-1");
        new TopicProvisioner(kafka).provision();
        try (var admin = Admin.create(kafka.clientProperties());
                var lag = DedupLag.start(kafka, Duration.ofMillis(100))) {
            new InboxTopics(admin, kafka).create(Set.of(ORG), PARTITIONS);
            produce(kafka, chance);
            var ends = ends(admin, kafka);
            for (int life = 0; life < LIVES; life++) {
                live(config, lag, new MortalClient(chance, 150), () -> isAt(ends, admin, kafka));
            }
            live(config, lag, new MortalClient(chance, 0), () -> isAt(ends, admin, kafka));
            assertThat(isAt(ends, admin, kafka)).isTrue();

            assertThat(WrittenMemories.ids(kafka)).isEqualTo(expectedMemories());
            assertThat(rejected(kafka))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, RECORDS)
                                    .filter(i -> i % 10 == 0)
                                    .mapToObj(i -> "{\"n\":" + i + "}")
                                    .toList());
        }
    }

    private static void produce(KafkaConfig kafka, Chance chance) {
        try (var producer =
                new KafkaProducer<>(
                        kafka.clientProperties(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var value =
                        i % 10 == 0
                                ? "{\"n\":" + i + "}"
                                : "{\"agent_id\":\"a\",\"content\":\"n " + i + "\"}";
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        kafka.topics().inbox(ORG),
                                        chance.within(0, PARTITIONS - 1),
                                        null,
                                        value.getBytes(UTF_8)));
            }
        }
    }

    private static Map<Integer, Long> ends(Admin admin, KafkaConfig kafka) throws Exception {
        var ends = new HashMap<Integer, Long>();
        for (int i = 0; i < PARTITIONS; i++) {
            var partition = new TopicPartition(kafka.topics().inbox(ORG), i);
            ends.put(
                    i,
                    admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                            .partitionResult(partition)
                            .get()
                            .offset());
        }
        return ends;
    }

    private static boolean isAt(Map<Integer, Long> ends, Admin admin, KafkaConfig kafka) {
        return GroupOffsets.committed(admin, kafka.topics().inboxGroup(), kafka.topics().inbox(ORG))
                .equals(ends);
    }

    /** Until it dies, or there is nothing left to do. */
    private static void live(
            InboxConfig config, DedupLag lag, MortalClient mortal, Finished finished)
            throws InterruptedException {
        var real = InboxClients.open(config, false);
        var clients =
                new InboxClients(
                        real.inboxes(),
                        mortal.of(real.memories()),
                        mortal.of(real.commits()),
                        false);
        var loop =
                new InboxLoop(
                        clients,
                        config,
                        () -> Set.of(ORG),
                        lag,
                        new InboxMetrics(),
                        new Caution(System::nanoTime),
                        Clock.systemUTC());
        var thread = Thread.ofPlatform().name("life").unstarted(loop);
        thread.setUncaughtExceptionHandler((_, _) -> {}); // that is how a life ends
        thread.start();
        await().atMost(SOON).until(() -> !thread.isAlive() || finished.isSo());
        loop.stop();
        thread.join();
    }

    private interface Finished {
        boolean isSo();
    }

    private static Map<String, Integer> expectedMemories() {
        return IntStream.range(0, RECORDS)
                .filter(i -> i % 10 != 0)
                .boxed()
                .collect(Collectors.toMap(i -> "n " + i, _ -> 1));
    }

    private static List<String> rejected(KafkaConfig kafka) {
        return TopicRecords.read(kafka, kafka.topics().rejected()).stream()
                .map(it -> new String(it.value(), UTF_8))
                .toList();
    }
}
