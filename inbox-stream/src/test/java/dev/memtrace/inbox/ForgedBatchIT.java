package dev.memtrace.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.memory.MemoryLimits;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.InboxTopics;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.RejectedHeaders;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.core.wire.TopicRecords;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.inbox.RawProducer.RawRecord;
import dev.memtrace.testkit.Broker;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches that the broker takes and no client can read, because they lie about their records. */
final class ForgedBatchIT {
    private static final OrgId ORG_A = new OrgId("org_a");
    private static final OrgId ORG_B = new OrgId("org_b");
    private static final Duration SOON = Duration.ofMinutes(1);

    private final KafkaConfig kafka =
            new KafkaConfig(
                    Broker.shared().bootstrapServers(),
                    new Topics(Broker.uniquePrefix(ForgedBatchIT.class) + "memtrace"),
                    3,
                    1,
                    1,
                    1);
    private final InboxConfig config =
            new InboxConfig(kafka, 1, MemoryLimits.DEFAULTS, 200, 20_000, "inbox-1");

    /** Until the broker takes it: it may not have heard of the topic yet. */
    private void produce(OrgId org, RawRecord... records) {
        await().atMost(SOON)
                .until(
                        () ->
                                RawProducer.produce(
                                        kafka.bootstrapServers(),
                                        kafka.topics().inbox(org),
                                        List.of(records)),
                        errorCode -> errorCode == 0);
    }

    private static RawRecord memory(String content, int size) {
        return new RawRecord(
                "{\"agent_id\":\"a\",\"content\":\"%s\"}".formatted(content).getBytes(UTF_8), size);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 1, Integer.MAX_VALUE})
    void they_are_passed_over_and_stop_nobody(int size) {
        new TopicProvisioner(kafka).provision();
        try (var admin = Admin.create(kafka.clientProperties())) {
            new InboxTopics(admin, kafka).create(Set.of(ORG_A, ORG_B), 1);
        }
        produce(ORG_A, memory("a0", 0), memory("forged", size), memory("a2", 0));
        produce(ORG_A, memory("a3", 0));
        produce(ORG_B, memory("b0", 0));
        var tenants = new FakeTenants();
        tenants.add(ORG_A);
        tenants.add(ORG_B);
        try (var _ = InboxStream.start(config, tenants, Clock.systemUTC())) {
            // What was written before the failure may be written again, under the same id.
            await().atMost(SOON)
                    .untilAsserted(
                            () ->
                                    assertThat(WrittenMemories.ids(kafka))
                                            .isEqualTo(Map.of("a0", 1, "a3", 1, "b0", 1)));
            var rejected =
                    await().atMost(SOON)
                            .until(
                                    () -> TopicRecords.read(kafka, kafka.topics().rejected()),
                                    found -> !found.isEmpty());
            assertThat(rejected).hasSize(1);
            var source = rejected.getFirst().headers().lastHeader(RejectedHeaders.SOURCE);
            assertThat(source.value())
                    .asString(UTF_8)
                    .isEqualTo(kafka.topics().inbox(ORG_A) + "-0@1");
        }
    }
}
