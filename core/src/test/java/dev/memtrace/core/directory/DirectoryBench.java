package dev.memtrace.core.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.testkit.Broker;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A directory topic that a test writes to as the registrar would, and copies that follow it. */
final class DirectoryBench implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final OrgId ORG = new OrgId("org_a");
    static final OrgId OTHER = new OrgId("org_b");
    static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");

    final KafkaConfig kafka =
            new KafkaConfig(
                    Broker.shared().bootstrapServers(),
                    new Topics(Broker.uniquePrefix(DirectoryBench.class) + "memtrace"),
                    1,
                    1,
                    1,
                    1);
    private final Closing closing = new Closing();
    private final KafkaProducer<byte[], byte[]> producer;
    private long revision;

    DirectoryBench() {
        new TopicProvisioner(kafka).provision();
        producer =
                closing.add(
                        new KafkaProducer<>(
                                kafka.clientProperties(),
                                new ByteArraySerializer(),
                                new ByteArraySerializer()));
    }

    DirectoryReplica replica(Path file, Clock clock) {
        return closing.add(DirectoryReplica.start(kafka, file, clock));
    }

    DirectoryReplica replica(Path file) {
        return replica(file, Clock.systemUTC());
    }

    /** Writes entries; returns the revision of the last. */
    long write(DirectoryEntry... entries) {
        for (var entry : entries) {
            var state = new DirectoryState(entry, ++revision);
            send(EntryKey.of(entry).bytes(), state.encode(), Map.of());
        }
        producer.flush();
        return revision;
    }

    /** Writes a tombstone; returns its revision. */
    long remove(DirectoryEntry entry) {
        var gone =
                new DirectoryChange.Gone(EntryKey.of(entry), Optional.of(entry.org()), ++revision);
        send(gone.key().bytes(), null, gone.headers());
        producer.flush();
        return revision;
    }

    void writeRaw(byte[] key, byte[] value) {
        send(key, value, Map.of());
        producer.flush();
    }

    private void send(byte[] key, byte[] value, Map<String, String> headers) {
        var record = new ProducerRecord<>(kafka.topics().directory(), key, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        var _ = producer.send(record);
    }

    /** As if the cleaner had removed what is on the topic, tombstones included. */
    void cleanEverything() {
        var partition = new TopicPartition(kafka.topics().directory(), 0);
        try (var admin = Admin.create(kafka.clientProperties())) {
            // Only what may be deleted anyway can be deleted by offset.
            var policy =
                    new AlterConfigOp(
                            new ConfigEntry("cleanup.policy", "compact,delete"),
                            AlterConfigOp.OpType.SET);
            var topic = new ConfigResource(ConfigResource.Type.TOPIC, partition.topic());
            KafkaFutures.await(
                    admin.incrementalAlterConfigs(Map.of(topic, List.of(policy))).all(),
                    "changing the policy");
            // The broker hears of the new policy a moment later.
            await().ignoreExceptions()
                    .until(
                            () -> {
                                var all = Map.of(partition, RecordsToDelete.beforeOffset(-1));
                                KafkaFutures.await(
                                        admin.deleteRecords(all).all(), "deleting records");
                                return true;
                            });
        }
    }

    /** Another topic of the same name, empty. */
    void makeTopicAnew() throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(kafka.clientProperties())) {
            admin.deleteTopics(List.of(kafka.topics().directory())).all().get();
        }
        new TopicProvisioner(kafka).provision();
    }

    static DirectoryEntry.Org org(OrgId org) {
        return new DirectoryEntry.Org(org, "name of " + org, Quota.NONE, NOON);
    }

    static DirectoryEntry.Agent agent(OrgId org, String name) {
        return new DirectoryEntry.Agent(
                Ids.random(Ids.AGENT), org, name, Optional.empty(), Optional.empty(), NOON);
    }

    static DirectoryEntry.Session session(OrgId org, String agent, Instant createdAt) {
        return new DirectoryEntry.Session(
                Ids.random(Ids.SESSION),
                org,
                new AgentId(agent),
                SessionStatus.ACTIVE,
                Optional.of("{\"a\":1}"),
                createdAt,
                createdAt,
                Optional.empty());
    }

    static DirectoryEntry.ArcInstance arc(OrgId org, long version) {
        return new DirectoryEntry.ArcInstance(
                org, URI.create("http://arc"), "d", "m", Optional.empty(), version, NOON);
    }

    @Override
    public void close() {
        closing.close();
    }
}
