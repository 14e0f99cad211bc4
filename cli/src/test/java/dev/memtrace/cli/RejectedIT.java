package dev.memtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.wire.AcceptedHeaders;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.RejectedHeaders;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.TopicRecords;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was rejected, listed, shown and brought back by a command, while dedup runs. */
final class RejectedIT {
    private static final String REASON = "400: Arc cannot read the batch";

    @TempDir private static Path folder;

    private static final AtomicInteger ORGS = new AtomicInteger();
    private static AdminSite site;
    private static Administrator admin;

    /** So that tests do not see each other's. */
    private final String org = "org_test" + ORGS.incrementAndGet();

    @BeforeAll
    static void open() {
        site = AdminSite.open(folder, RejectedIT.class);
        admin = site.administrator();
    }

    @AfterAll
    static void close() {
        site.close();
    }

    private Memory memory(String content) {
        return Memories.memory(org, content);
    }

    private static byte[] key(Memory memory) {
        return Identity.digest(memory.org(), memory.dedupKey());
    }

    private static byte[] value(Memory memory) {
        return MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true);
    }

    /** Leaves on the rejected topic what a service would, and returns its offset. */
    private static long reject(Memory memory, String service, String source) {
        return TopicRecords.write(
                site.kafka(),
                site.kafka().topics().rejected(),
                key(memory),
                value(memory),
                Map.of(
                        RejectedHeaders.REASON,
                        REASON.getBytes(UTF_8),
                        RejectedHeaders.SERVICE,
                        service.getBytes(UTF_8),
                        RejectedHeaders.SOURCE,
                        source.getBytes(UTF_8)));
    }

    private static long refuse(Memory memory) {
        return reject(memory, "arc-sink", site.kafka().topics().accepted() + "-0@12");
    }

    /** Those records of the accepted topic that hold this memory. */
    private static List<ConsumerRecord<byte[], byte[]>> accepted(Memory memory) {
        return TopicRecords.read(site.kafka(), site.kafka().topics().accepted()).stream()
                .filter(it -> MemoryRecord.of(it.value()).id().equals(memory.id()))
                .toList();
    }

    private static Optional<JsonNode> listed(long offset) {
        var all = admin.json("rejected", "list", "--limit", "1000").path("rejected");
        return StreamSupport.stream(all.spliterator(), false)
                .filter(it -> it.path("offset").asLong() == offset)
                .findFirst();
    }

    private static String text(long offset) {
        return String.valueOf(offset);
    }

    @Test
    void what_dedup_rejected_is_judged_after_its_replay() {
        var memory = memory("an older dedup could not read it");
        long offset = reject(memory, "dedup-stream", site.kafka().topics().memories() + "-0@5");

        var replay = admin.run("rejected", "replay", text(offset)).done();

        assertThat(replay.lines()).last().asString().endsWith(site.kafka().topics().memories());
        Eventually.equal(1, () -> accepted(memory).size());
        assertThat(accepted(memory).getFirst().value()).isEqualTo(value(memory));
        assertThat(accepted(memory).getFirst().key()).isEqualTo(key(memory));
        assertThat(accepted(memory).getFirst().headers()).isEmpty();
        assertThat(listed(offset).orElseThrow().path("replayed_at").isNull()).isFalse();
    }

    @Test
    void bytes_that_nobody_can_read_are_rejected_once_more_and_listed_as_such() {
        var memories = site.kafka().topics().memories();
        byte[] key = ("key of " + org).getBytes(UTF_8);
        TopicRecords.write(site.kafka(), memories, key, new byte[] {9, 8, 7}, Map.of());
        Eventually.equal(1, () -> offsetsOf(key).size());
        long first = offsetsOf(key).getFirst();

        admin.run("rejected", "replay", text(first)).done();

        Eventually.equal(2, () -> offsetsOf(key).size());
        var before = listed(first).orElseThrow();
        var after = listed(offsetsOf(key).getLast()).orElseThrow();
        assertThat(before.path("service").asText()).isEqualTo("dedup-stream");
        assertThat(before.path("org_id").isNull()).isTrue();
        assertThat(before.path("replayed_at").isNull()).isFalse();
        assertThat(after.path("replayed_at").isNull()).isTrue();
        assertThat(after.path("source").asText())
                .startsWith(memories)
                .isNotEqualTo(before.path("source").asText());
        assertThat(after.path("reason")).isEqualTo(before.path("reason"));
    }

    private static List<Long> offsetsOf(byte[] key) {
        return TopicRecords.read(site.kafka(), site.kafka().topics().rejected()).stream()
                .filter(it -> Arrays.equals(key, it.key()))
                .map(ConsumerRecord::offset)
                .toList();
    }

    @Test
    void a_refused_memory_is_accepted_once_more_with_its_header_and_its_id() {
        var memory = memory("refused");
        long offset = refuse(memory);

        var replayed = admin.json("rejected", "replay", text(offset));
        var twice = admin.run("rejected", "replay", text(offset));

        assertThat(replayed.path("replayed").asInt()).isEqualTo(1);
        assertThat(twice.refusal()).contains("offset(s) " + offset).contains("--again");
        assertThat(accepted(memory)).hasSize(1);
        var record = accepted(memory).getFirst();
        assertThat(record.value()).isEqualTo(value(memory));
        assertThat(record.headers().lastHeader(AcceptedHeaders.REPLAYED_REFUSAL)).isNotNull();
    }

    @Test
    void a_replay_of_all_takes_what_the_filters_leave_and_nothing_twice() {
        var first = memory("first");
        var second = memory("second");
        long one = refuse(first);
        long other = refuse(second);
        String[] all = {"rejected", "replay", "--all", "--org", org, "--reason", "arc CANNOT"};

        var none = admin.json("rejected", "replay", "--all", "--org", org, "--reason", "413");
        assertThat(none.path("replayed").asInt()).isZero();
        var replayed = admin.json(all);
        var again = admin.json(all);

        assertThat(replayed.path("records").findValuesAsText("offset"))
                .containsExactly(text(one), text(other));
        assertThat(again.path("replayed").asInt()).isZero();
        assertThat(again.path("replayed_before").asInt()).isEqualTo(2);
        assertThat(accepted(first)).hasSize(1);
        assertThat(accepted(second)).hasSize(1);
    }

    @Test
    void of_replays_at_the_same_time_only_one_has_an_effect() throws Exception {
        var memory = memory("wanted by many");
        long offset = refuse(memory);
        Callable<CommandRun> replay = () -> admin.run("rejected", "replay", text(offset));

        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var run : threads.invokeAll(List.of(replay, replay, replay, replay))) {
                assertThat(run.get().code()).isIn(0, 1);
            }
        }
        // The last to open cannot be ended by another one, so that one was replayed or found so.
        assertThat(accepted(memory)).hasSize(1);
    }

    @Test
    void a_dry_run_replays_nothing_and_again_replays_once_more() {
        var memory = memory("only looked at");
        long offset = refuse(memory);

        var dry = admin.json("rejected", "replay", text(offset), "--dry-run");
        assertThat(dry.path("replayed").asInt()).isZero();
        assertThat(dry.path("records").path(0).path("to").asText())
                .isEqualTo(site.kafka().topics().accepted());
        assertThat(accepted(memory)).isEmpty();

        admin.run("rejected", "replay", text(offset)).done();
        admin.run("rejected", "replay", text(offset), "--again").done();
        assertThat(accepted(memory)).hasSize(2);
    }

    @Test
    void a_list_is_newest_first_filtered_and_says_if_there_are_more() {
        long one = refuse(memory("one"));
        long other = refuse(memory("other"));

        var both = admin.json("rejected", "list", "--org", org, "--since", "1h");
        var newest = admin.json("rejected", "list", "--org", org, "--limit", "1");
        var later = admin.json("rejected", "list", "--org", org, "--since", "2999-01-01");

        assertThat(both.path("rejected").findValuesAsText("offset"))
                .containsExactly(text(other), text(one));
        assertThat(both.path("rejected").path(0).path("reason").asText()).isEqualTo(REASON);
        assertThat(both.path("has_more").asBoolean()).isFalse();
        assertThat(newest.path("rejected").findValuesAsText("offset")).containsExactly(text(other));
        assertThat(newest.path("has_more").asBoolean()).isTrue();
        assertThat(later.path("count").asInt()).isZero();
        assertThat(admin.run("rejected", "list", "--org", org).done().lines()).hasSize(3);
    }

    @Test
    void what_a_memory_says_is_shown_only_if_asked_for() {
        var memory = memory("nobody shall see this by chance");
        long offset = refuse(memory);

        var plain = admin.run("rejected", "show", text(offset)).done();
        var json = admin.json("rejected", "show", text(offset));
        var content = admin.json("rejected", "show", text(offset), "--content");

        assertThat(plain.out()).contains(memory.id().toString()).doesNotContain("by chance");
        assertThat(json.path("memory").path("id").asText()).isEqualTo(memory.id().toString());
        assertThat(json.toString()).doesNotContain("by chance");
        assertThat(json.path("value_bytes").asInt()).isEqualTo(value(memory).length);
        assertThat(json.path("value_sha256").asText()).hasSize(64);
        assertThat(json.path("headers").findValuesAsText("name"))
                .contains(RejectedHeaders.SOURCE, RejectedHeaders.REASON, RejectedHeaders.SERVICE);
        assertThat(content.path("memory").path("content").asText()).isEqualTo(memory.content());
    }

    @Test
    void what_is_not_there_or_has_no_way_back_is_refused() {
        long foreign = reject(memory("foreign"), "dedup-stream", "elsewhere-0@1");

        assertThat(admin.run("rejected", "show", "999999").refusal()).contains("999999");
        assertThat(admin.run("rejected", "replay", "999999").refusal()).contains("999999");
        assertThat(admin.run("rejected", "replay", text(foreign)).refusal())
                .contains("came from elsewhere");
    }
}
