package dev.memtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcClientConfig;
import dev.memtrace.arc.HttpArcClient;
import dev.memtrace.arc.MemoryBatchBuilder;
import dev.memtrace.arc.WriteOutcome;
import dev.memtrace.arclocal.ArcLocal;
import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.LogEpoch;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.RejectedHeaders;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.ReproveWish;
import dev.memtrace.core.wire.TopicRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log against an Arc in which somebody has made holes and doubles by hand. */
final class AuditIT {
    private static final String TOKEN = "arc-token-that-nobody-shall-see";
    private static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private static Path folder;

    private static AdminSite site;
    private static ArcLocal arc;
    private static HttpArcClient client;
    private static Administrator admin;

    private String org;
    private ArcBinding binding;

    /** A memory and where the log has it. */
    private record Logged(Memory memory, int partition, long offset) {}

    @BeforeAll
    static void open() {
        site = AdminSite.open(folder, AuditIT.class);
        arc = ArcLocal.start(ArcLocalConfig.in(folder.resolve("arc")).withToken(TOKEN));
        client = new HttpArcClient(ArcClientConfig.defaults());
        admin = site.administrator();
    }

    @AfterAll
    static void close() {
        client.close();
        arc.close();
        site.close();
    }

    /** An org of its own for each test, with its own database of the one Arc. */
    @BeforeEach
    void found() {
        org = admin.org("audited");
        binding = new ArcBinding(arc.uri(), org, "events", TOKEN);
        var url = arc.uri().toString();
        admin.run("org", "add-arc", org, "--url", url, "--database", org, "--api-key", TOKEN)
                .done();
    }

    private Memory memory(int i) {
        return Memories.memory(org, "agent_a", "memory " + i, NOON.plusMillis(37L * i));
    }

    /** Has the accepted topic hold these, as dedup would; in the order of the log. */
    private static List<Logged> accept(List<Memory> memories) throws Exception {
        var topic = site.kafka().topics().accepted();
        var sent = new ArrayList<Future<RecordMetadata>>();
        try (var producer =
                new KafkaProducer<>(
                        site.kafka().clientProperties(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (var memory : memories) {
                var key = Identity.digest(memory.org(), memory.dedupKey());
                var value = MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true);
                sent.add(producer.send(new ProducerRecord<>(topic, key, value)));
            }
        }
        var logged = new ArrayList<Logged>();
        for (int i = 0; i < sent.size(); i++) {
            var at = sent.get(i).get();
            logged.add(new Logged(memories.get(i), at.partition(), at.offset()));
        }
        logged.sort(Comparator.comparingInt(Logged::partition).thenComparing(Logged::offset));
        return logged;
    }

    private List<Logged> accept(int count) throws Exception {
        var memories = new ArrayList<Memory>();
        for (int i = 0; i < count; i++) {
            memories.add(memory(i));
        }
        return accept(memories);
    }

    /** Has Arc hold these, as the sink would. */
    private void store(List<Logged> rows) {
        var batch = new MemoryBatchBuilder(rows.size(), Integer.MAX_VALUE);
        long epoch = LogEpoch.of(site.kafka());
        rows.forEach(it -> batch.add(it.memory(), epoch, it.partition(), it.offset()));
        assertThat(client.write(binding, batch.build())).isEqualTo(new WriteOutcome.Accepted());
    }

    private CommandRun audit(String... more) {
        var all =
                new ArrayList<>(
                        List.of(
                                "audit", "--org", org, "--since", "1h", "--grace", "0ms",
                                "--json"));
        all.addAll(List.of(more));
        return admin.run(all.toArray(String[]::new));
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(it -> texts.add(it.asText()));
        return texts;
    }

    private static String id(Logged row) {
        return row.memory().id().toString();
    }

    @Test
    void an_arc_that_has_everything_once_is_whole() throws Exception {
        store(accept(20));
        accept(List.of(Memories.memory("org_other", "of another org")));

        var run = audit().done();

        assertThat(run.json().path("rows").asInt()).isEqualTo(20);
        assertThat(run.json().path("found").asInt()).isEqualTo(20);
        assertThat(run.json().path("missing").asInt()).isZero();
        assertThat(run.json().path("doubled").asInt()).isZero();
        assertThat(run.out()).doesNotContain(TOKEN);
    }

    @Test
    void holes_and_doubles_are_named_also_among_thousands() throws Exception {
        var rows = accept(12_000);
        var holes = List.of(rows.get(7), rows.get(5_500), rows.get(11_999));
        var doubles = List.of(rows.get(8), rows.get(6_000));
        var kept = new ArrayList<>(rows);
        kept.removeAll(holes);
        store(kept.subList(0, 6_000));
        store(kept.subList(6_000, kept.size()));
        store(doubles);
        store(doubles);

        var run = audit();

        assertThat(run.code()).isEqualTo(1);
        var json = run.json();
        assertThat(json.path("rows").asInt()).isEqualTo(12_000);
        assertThat(json.path("found").asInt()).isEqualTo(11_997);
        assertThat(texts(json.path("missing_ids")))
                .containsExactlyInAnyOrderElementsOf(holes.stream().map(AuditIT::id).toList());
        assertThat(json.path("doubled_ids").findValuesAsText("id"))
                .containsExactlyInAnyOrderElementsOf(doubles.stream().map(AuditIT::id).toList());
        assertThat(json.path("doubled_ids").findValuesAsText("times")).containsOnly("3");
    }

    @Test
    void what_arc_has_from_another_place_in_the_log_is_found_by_its_id() throws Exception {
        var first = accept(3);
        var again = accept(List.of(first.getFirst().memory())); // a refused one, replayed
        store(first.subList(1, 3));
        store(again);

        var json = audit().done().json();

        assertThat(json.path("rows").asInt()).isEqualTo(4);
        assertThat(json.path("found").asInt()).isEqualTo(4);
        assertThat(json.path("doubled").asInt()).isZero();
    }

    @Test
    void what_the_sink_refused_is_not_missing() throws Exception {
        var rows = accept(5);
        store(rows.subList(1, 5));
        var refused = rows.getFirst();
        var source =
                site.kafka().topics().accepted()
                        + "-"
                        + refused.partition()
                        + "@"
                        + refused.offset();
        TopicRecords.write(
                site.kafka(),
                site.kafka().topics().rejected(),
                null,
                MemoryRecord.encode(refused.memory(), ReplyAddress.NONE, 0, true),
                Map.of(
                        RejectedHeaders.SERVICE,
                        "arc-sink".getBytes(UTF_8),
                        RejectedHeaders.SOURCE,
                        source.getBytes(UTF_8)));

        var json = audit().done().json();

        assertThat(json.path("refused").asInt()).isEqualTo(1);
        assertThat(json.path("found").asInt()).isEqualTo(4);
    }

    @Test
    void what_is_younger_than_the_grace_is_left_out() throws Exception {
        accept(5);

        var run = admin.run("audit", "--org", org, "--since", "1h", "--grace", "30m", "--json");

        assertThat(run.done().json().path("rows").asInt()).isZero();
    }

    @Test
    void an_arc_that_is_away_is_no_hole() throws Exception {
        accept(1);
        admin.run(
                        "org",
                        "add-arc",
                        org,
                        "--url",
                        "http://127.0.0.1:1",
                        "--database",
                        org,
                        "--abandon-history")
                .done();

        var run = audit();

        assertThat(run.refusal()).contains("the Arc of " + org + " cannot be read");
    }

    @Test
    void a_repair_asks_the_sink_once_per_partition_and_waits_for_it() throws Exception {
        var rows = accept(40);
        var missing = rows.stream().filter(it -> it.offset() % 3 == 1).toList();
        store(rows.stream().filter(it -> !missing.contains(it)).toList());

        try (var threads = Executors.newSingleThreadExecutor()) {
            var run = threads.submit(() -> audit("--repair"));
            await().atMost(PATIENCE).until(() -> !wishes().isEmpty());
            var wishes = wishes();
            grant(missing, wishes);

            assertThat(wishes)
                    .hasSize((int) missing.stream().map(Logged::partition).distinct().count());
            wishes.forEach(it -> assertThat(offset(it)).isEqualTo(lowest(missing, it)));
            var json = run.get().done().json();
            assertThat(json.path("missing").asInt()).isEqualTo(missing.size());
            assertThat(json.path("repair").path("done").asBoolean()).isTrue();
            assertThat(json.path("repair").path("missing_after").asInt()).isZero();
        }
    }

    @Test
    void a_lower_wish_stays_and_what_is_not_repaired_in_time_is_said() throws Exception {
        var rows = accept(2);
        var first = rows.getFirst();
        var key = new ReproveWish.Key(new OrgId(org), first.partition()).encode();
        var lower = new ReproveWish(LogEpoch.of(site.kafka()), 0).encode();
        store(rows.subList(1, 2));
        TopicRecords.write(site.kafka(), site.kafka().topics().lanes(), key, lower, Map.of());

        var run = audit("--repair", "--wait", "1s");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.json().path("repair").path("done").asBoolean()).isFalse();
        assertThat(wishes()).hasSize(1);
        assertThat(offset(wishes().getFirst())).isZero();
    }

    /** Does what the sink does with wishes. */
    private void grant(List<Logged> missing, List<ConsumerRecord<byte[], byte[]>> wishes) {
        store(missing);
        var lanes = site.kafka().topics().lanes();
        wishes.forEach(it -> TopicRecords.write(site.kafka(), lanes, it.key(), null, Map.of()));
    }

    /** This org's on the lanes topic, granted ones included. */
    private List<ConsumerRecord<byte[], byte[]>> wishes() {
        return TopicRecords.read(site.kafka(), site.kafka().topics().lanes()).stream()
                .filter(it -> it.value() != null)
                .filter(it -> new String(it.key(), UTF_8).startsWith("reprove:" + org + ":"))
                .toList();
    }

    private static long offset(ConsumerRecord<byte[], byte[]> wish) {
        return ReproveWish.decode(wish.value()).offset();
    }

    private static long lowest(List<Logged> missing, ConsumerRecord<byte[], byte[]> wish) {
        int partition = ReproveWish.Key.decode(wish.key()).orElseThrow().partition();
        return missing.stream()
                .filter(it -> it.partition() == partition)
                .mapToLong(Logged::offset)
                .min()
                .orElseThrow();
    }
}
