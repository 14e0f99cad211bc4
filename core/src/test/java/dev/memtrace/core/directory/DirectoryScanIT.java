package dev.memtrace.core.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.testkit.Broker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectoryScanIT {
    private static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");
    private static final OrgId ORG = new OrgId("org_a");
    private static final OrgId OTHER = new OrgId("org_b");

    private KafkaConfig kafka;
    private Admin admin;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeEach
    void open() {
        kafka =
                KafkaConfig.from(
                        Settings.empty()
                                .with("kafka.bootstrap_servers", Broker.shared().bootstrapServers())
                                .with(
                                        "kafka.topic_prefix",
                                        Broker.uniquePrefix(DirectoryScanIT.class))
                                .with("kafka.replication_factor", "1")
                                .with("kafka.min_insync_replicas", "1"));
        new TopicProvisioner(kafka).provision();
        admin = Admin.create(kafka.clientProperties());
        var properties = kafka.clientProperties();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, kafka.topics().prefix() + "test");
        producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    @AfterEach
    void close() {
        producer.close(Duration.ZERO);
        admin.close();
    }

    private void write(DirectoryChange... changes) {
        producer.beginTransaction();
        send(changes);
        producer.commitTransaction();
    }

    private void send(DirectoryChange... changes) {
        for (var change : changes) {
            var headers = new RecordHeaders();
            byte[] value = null;
            switch (change) {
                case DirectoryChange.Stated(var state) -> value = state.encode();
                case DirectoryChange.Gone gone ->
                        gone.headers()
                                .forEach((name, text) -> headers.add(name, text.getBytes(UTF_8)));
            }
            producer.send(
                    new ProducerRecord<>(
                            kafka.topics().directory(), 0, change.key().bytes(), value, headers));
        }
        producer.flush();
    }

    private static DirectoryChange stated(DirectoryEntry entry) {
        return new DirectoryChange.Stated(new DirectoryState(entry, 1));
    }

    private static DirectoryChange org(OrgId org) {
        return stated(new DirectoryEntry.Org(org, "name", Quota.NONE, NOON));
    }

    private static DirectoryChange agent(OrgId org, String id) {
        return stated(
                new DirectoryEntry.Agent(
                        id, org, "name of " + id, Optional.empty(), Optional.empty(), NOON));
    }

    private static DirectoryChange session(OrgId org, String id) {
        return stated(
                new DirectoryEntry.Session(
                        id,
                        org,
                        new AgentId("a1"),
                        SessionStatus.ACTIVE,
                        // Another org may name ours in what it writes.
                        Optional.of("{\"of\":\"" + ORG + "\"}"),
                        NOON,
                        NOON,
                        Optional.empty()));
    }

    private static DirectoryChange gone(EntryKind kind, String id, OrgId org) {
        return new DirectoryChange.Gone(new EntryKey(kind, id), Optional.of(org), 2);
    }

    private List<String> scan(DirectoryScan.Wanted wanted) {
        var keys = new ArrayList<String>();
        long unreadable =
                DirectoryScan.read(
                        kafka,
                        admin,
                        wanted,
                        change ->
                                keys.add(
                                        (change instanceof DirectoryChange.Gone ? "-" : "+")
                                                + change.key().text()));
        assertThat(unreadable).isZero();
        return keys;
    }

    @Test
    void an_empty_topic_is_read_at_once() {
        assertThat(scan(DirectoryScan.Wanted.ofAll(EntryKind.values()))).isEmpty();
    }

    @Test
    void only_what_was_asked_for_is_handed_on_in_order() {
        write(org(ORG), org(OTHER), agent(ORG, "agent_1"), agent(OTHER, "agent_2"));
        write(session(ORG, "sess_1"), session(OTHER, "sess_2"));
        write(gone(EntryKind.AGENT, "agent_1", ORG), gone(EntryKind.AGENT, "agent_2", OTHER));
        write(gone(EntryKind.ORG, OTHER.value(), OTHER));

        assertThat(scan(DirectoryScan.Wanted.ofAll(EntryKind.ORG)))
                .containsExactly("+org:org_a", "+org:org_b", "-org:org_b");
        assertThat(scan(DirectoryScan.Wanted.of(ORG, EntryKind.AGENT, EntryKind.SESSION)))
                .containsExactly("+agent:agent_1", "+session:sess_1", "-agent:agent_1");
        assertThat(scan(DirectoryScan.Wanted.of(OTHER, EntryKind.SESSION, EntryKind.ORG)))
                .containsExactly("+org:org_b", "+session:sess_2", "-org:org_b");
    }

    @Test
    void what_was_taken_back_is_not_seen_and_what_is_being_committed_is_waited_for() {
        write(org(ORG));
        producer.beginTransaction();
        send(org(OTHER));
        producer.abortTransaction();
        producer.beginTransaction();
        send(agent(ORG, "agent_1"));

        var scanning =
                CompletableFuture.supplyAsync(
                        () -> scan(DirectoryScan.Wanted.ofAll(EntryKind.ORG, EntryKind.AGENT)));
        Awaitility.await()
                .during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(5))
                .until(() -> !scanning.isDone());
        producer.commitTransaction();

        assertThat(scanning.join()).containsExactly("+org:org_a", "+agent:agent_1");
    }

    @Test
    void what_cannot_be_read_is_counted_and_left_out() {
        write(org(ORG));
        producer.beginTransaction();
        var key = new EntryKey(EntryKind.ORG, OTHER.value());
        producer.send(
                new ProducerRecord<>(
                        kafka.topics().directory(), key.bytes(), "no state".getBytes(UTF_8)));
        producer.commitTransaction();
        var seen = new ArrayList<EntryKey>();

        long unreadable =
                DirectoryScan.read(
                        kafka,
                        admin,
                        DirectoryScan.Wanted.ofAll(EntryKind.ORG),
                        change -> seen.add(change.key()));

        assertThat(unreadable).isEqualTo(1);
        assertThat(seen).containsExactly(new EntryKey(EntryKind.ORG, ORG.value()));
    }
}
