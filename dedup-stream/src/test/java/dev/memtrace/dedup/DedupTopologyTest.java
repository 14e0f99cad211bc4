package dev.memtrace.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.AcceptedHeaders;
import dev.memtrace.core.wire.AccountKey;
import dev.memtrace.core.wire.DecidedAccount;
import dev.memtrace.core.wire.Fate;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.RejectedHeaders;
import dev.memtrace.core.wire.Reply;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.core.wire.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DedupTopologyTest {
    private static final Duration WINDOW = Duration.ofHours(24);
    private static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");
    private static final ReplyAddress ALICE = new ReplyAddress(1, 42);

    @TempDir private Path folder;

    private DrivenTopology topology;
    private TestInputTopic<byte[], byte[]> memories;
    private TestOutputTopic<byte[], byte[]> accepted;
    private TestOutputTopic<byte[], byte[]> verdicts;
    private TestOutputTopic<byte[], byte[]> rejected;
    private TestOutputTopic<byte[], byte[]> fates;

    @BeforeEach
    void start() {
        start(true);
    }

    private void start(boolean enabled) {
        topology = DrivenTopology.start(folder, enabled, WINDOW, NOON);
        var topics = topology.topics();
        memories = topology.input(topics.memories());
        accepted = topology.output(topics.accepted());
        verdicts = topology.output(topics.verdicts());
        rejected = topology.output(topics.rejected());
        fates = topology.output(topics.fates());
    }

    @AfterEach
    void stop() {
        topology.close();
    }

    private void send(Memory memory, Instant at) {
        send(memory, at, ReplyAddress.NONE, 0, true);
    }

    private void send(Memory memory, Instant at, ReplyAddress replyTo, int index, boolean isLast) {
        memories.pipeInput(
                Identity.digest(memory.org(), memory.dedupKey()),
                MemoryRecord.encode(memory, replyTo, index, isLast),
                at);
    }

    private List<MemoryId> acceptedIds() {
        return accepted.readValuesToList().stream()
                .map(value -> MemoryRecord.of(value).id())
                .toList();
    }

    private List<Reply.Item> items() {
        return verdicts.readValuesToList().stream()
                .flatMap(value -> ((Reply.Verdicts) Reply.decode(value)).items().stream())
                .toList();
    }

    @Test
    void the_first_is_accepted_byte_for_byte_and_the_repeat_is_not() {
        var first = Memories.memory("org_a", "crawled /pricing");
        send(first, NOON);
        send(Memories.memory("org_a", "crawled /pricing"), NOON.plusSeconds(1));

        assertThat(accepted.readValue())
                .isEqualTo(MemoryRecord.encode(first, ReplyAddress.NONE, 0, true));
        assertThat(accepted.isEmpty()).isTrue();
    }

    @Test
    void headers_go_on_but_not_the_one_that_would_falsify_the_accounts() {
        var memory = Memories.memory("org_a", "crawled /pricing");
        var headers = new RecordHeaders();
        headers.add("traceparent", new byte[] {1});
        headers.add(AcceptedHeaders.REPLAYED_REFUSAL, new byte[0]);

        memories.pipeInput(
                new TestRecord<>(
                        Identity.digest(memory.org(), memory.dedupKey()),
                        MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true),
                        headers,
                        NOON));

        assertThat(accepted.readRecord().headers().toArray())
                .extracting(Header::key)
                .containsExactly("traceparent");
    }

    @Test
    void who_cannot_be_told_that_it_is_a_duplicate_can_ask_for_it_later() {
        var first = Memories.memory("org_a", "crawled /pricing");
        var inTime = Memories.memory("org_a", "crawled /pricing");
        var unawaited = Memories.memory("org_a", "crawled /pricing");
        var late = Memories.memory("org_a", "crawled /pricing");
        send(first, NOON);
        send(inTime, NOON, ALICE, 0, true);
        send(first, NOON); // a replay, which goes on as what it was
        assertThat(fates.isEmpty()).isTrue();

        send(unawaited, NOON);
        topology.advanceWallClockTime(Judge.LATE);
        send(late, NOON, ALICE, 0, true);
        send(Memories.memory("org_a", "new, but late"), NOON, ALICE, 0, true);

        assertThat(fates.readKeyValuesToList())
                .extracting(it -> Fate.decode(it.key, it.value))
                .containsExactly(
                        new Fate(
                                new OrgId("org_a"),
                                unawaited.id(),
                                new Verdict.Duplicate(first.id(), true)),
                        new Fate(
                                new OrgId("org_a"),
                                late.id(),
                                new Verdict.Duplicate(first.id(), true)));
        assertThat(items()).hasSize(3);
    }

    @Test
    void no_word_is_left_of_a_duplicate_whose_sender_knows_no_id() {
        send(Memories.memory("org_a", "crawled /pricing"), NOON, ReplyAddress.UNKNOWN_ID, 0, true);
        send(Memories.memory("org_a", "crawled /pricing"), NOON, ReplyAddress.UNKNOWN_ID, 0, true);

        assertThat(accepted.readValuesToList()).hasSize(1);
        assertThat(fates.isEmpty()).isTrue();
        assertThat(verdicts.isEmpty()).isTrue();
    }

    @Test
    void a_repeat_does_not_extend_the_window() {
        send(Memories.memory("org_a", "crawled /pricing"), NOON);
        send(Memories.memory("org_a", "crawled /pricing"), NOON.plus(WINDOW).minusMillis(1));
        send(Memories.memory("org_a", "crawled /pricing"), NOON.plus(WINDOW));

        assertThat(accepted.readValuesToList()).hasSize(2);
    }

    @Test
    void the_window_holds_at_every_moment_of_it() {
        // Across all bucket boundaries, from wherever in a bucket the first one fell.
        for (int start = 0; start < 24; start++) {
            var first = Memories.memory("org_" + start + "a", "same");
            var startAt = NOON.plus(Duration.ofDays(4L * start)).plus(Duration.ofHours(start));
            send(first, startAt);
            for (int hour = 1; hour < 24; hour++) {
                send(
                        Memories.memory("org_" + start + "a", "same"),
                        startAt.plus(Duration.ofHours(hour)));
            }
            assertThat(acceptedIds())
                    .as("first seen at hour %d", start)
                    .containsExactly(first.id());
        }
    }

    @Test
    void two_orgs_do_not_meet() {
        send(Memories.memory("org_a", "same"), NOON);
        send(Memories.memory("org_b", "same"), NOON);

        assertThat(accepted.readValuesToList()).hasSize(2);
    }

    @Test
    void the_same_record_again_is_no_duplicate_of_itself_and_does_not_go_on_twice() {
        var memory = Memories.memory("org_a", "once");
        send(memory, NOON);
        send(memory, NOON.plusSeconds(1), ALICE, 0, true);

        assertThat(acceptedIds()).containsExactly(memory.id());
        assertThat(items()).containsExactly(new Reply.Item(0, new Verdict.Accepted()));
    }

    @Test
    void a_verdict_names_the_original_and_tells_a_repeat_from_a_conflict() {
        var start = "x".repeat(200);
        var first = Memories.memory("org_a", start);
        send(first, NOON);
        send(Memories.memory("org_a", start), NOON, ALICE, 0, false);
        send(Memories.memory("org_a", start + " but not the same"), NOON, ALICE, 1, true);

        assertThat(items())
                .containsExactly(
                        new Reply.Item(0, new Verdict.Duplicate(first.id(), true)),
                        new Reply.Item(1, new Verdict.Duplicate(first.id(), false)));
    }

    @Test
    void one_reply_answers_for_a_whole_request() {
        for (int i = 0; i < 100; i++) {
            send(Memories.memory("org_a", "memory " + i), NOON, ALICE, i, i == 99);
        }

        var reply = (Reply.Verdicts) Reply.decode(verdicts.readValue());
        assertThat(reply.to()).isEqualTo(ALICE);
        assertThat(reply.items()).hasSize(100);
        assertThat(verdicts.isEmpty()).isTrue();
    }

    @Test
    void a_request_whose_end_never_comes_is_answered_all_the_same() {
        send(Memories.memory("org_a", "x"), NOON, ALICE, 0, false);
        assertThat(verdicts.isEmpty()).isTrue();

        topology.advanceWallClockTime(Duration.ofSeconds(2));

        assertThat(items()).containsExactly(new Reply.Item(0, new Verdict.Accepted()));
    }

    @Test
    void nobody_who_does_not_wait_is_answered() {
        send(Memories.memory("org_a", "x"), NOON);

        assertThat(verdicts.isEmpty()).isTrue();
    }

    @Test
    void a_clock_that_goes_back_does_not_reopen_the_window() {
        send(Memories.memory("org_a", "later"), NOON.plus(Duration.ofHours(30)));
        send(Memories.memory("org_a", "same"), NOON);
        send(Memories.memory("org_a", "same"), NOON.plus(Duration.ofHours(29)));

        assertThat(accepted.readValuesToList()).hasSize(2);
    }

    @Test
    void what_cannot_be_read_is_kept_aside_with_its_reason_and_the_stream_goes_on() {
        var key = new byte[Identity.DIGEST_BYTES];
        memories.pipeInput(key, "garbage".getBytes(StandardCharsets.UTF_8), NOON);
        memories.pipeInput(new byte[3], new byte[] {1}, NOON);
        memories.pipeInput(key, null, NOON);
        send(Memories.memory("org_a", "fine"), NOON);

        var aside = rejected.readRecordsToList();
        assertThat(aside).hasSize(3);
        assertThat(aside.getFirst().value()).isEqualTo("garbage".getBytes(StandardCharsets.UTF_8));
        assertThat(aside)
                .allSatisfy(
                        record -> {
                            assertThat(record.headers().lastHeader(RejectedHeaders.REASON).value())
                                    .isNotEmpty();
                            assertThat(
                                            new String(
                                                    record.headers()
                                                            .lastHeader(RejectedHeaders.SOURCE)
                                                            .value(),
                                                    StandardCharsets.UTF_8))
                                    .startsWith("t.memories-0@");
                        });
        assertThat(accepted.readValuesToList()).hasSize(1);
    }

    @Test
    void switched_off_it_accepts_everything() {
        topology.close();
        start(false);
        send(Memories.memory("org_a", "same"), NOON);
        send(Memories.memory("org_a", "same"), NOON, ALICE, 0, true);

        assertThat(accepted.readValuesToList()).hasSize(2);
        assertThat(items()).containsExactly(new Reply.Item(0, new Verdict.Accepted()));
    }

    @Test
    void each_org_gets_an_account_of_its_own_and_a_replay_is_counted_once() {
        var first = Memories.memory("org_a", "same");
        send(first, NOON); // at 0
        send(first, NOON); // at 1: a replay
        send(Memories.memory("org_a", "same"), NOON); // at 2
        send(Memories.memory("org_b", "same"), NOON); // at 3
        memories.pipeInput(
                new byte[3],
                MemoryRecord.encode(Memories.memory("org_b", "x"), ReplyAddress.NONE, 0, true),
                NOON); // at 4
        memories.pipeInput(new byte[3], new byte[] {1}, NOON); // at 5: nobody's

        topology.advanceWallClockTime(Duration.ofMillis(100));

        assertThat(accounts())
                .containsOnly(
                        entry(decided("org_a"), new DecidedAccount(1, 1, 0, 3)),
                        entry(decided("org_b"), new DecidedAccount(1, 0, 1, 5)),
                        entry(new AccountKey.DecidedThrough(0), 6L));
    }

    @Test
    void accounts_are_published_when_they_change_and_not_otherwise() {
        send(Memories.memory("org_a", "one"), NOON);
        send(Memories.memory("org_b", "one"), NOON);
        topology.advanceWallClockTime(Duration.ofMillis(100));
        assertThat(accounts()).hasSize(3);

        topology.advanceWallClockTime(Duration.ofMillis(100));
        assertThat(accounts()).isEmpty();

        send(Memories.memory("org_b", "two"), NOON);
        topology.advanceWallClockTime(Duration.ofMillis(100));
        assertThat(accounts())
                .containsOnly(
                        entry(decided("org_b"), new DecidedAccount(2, 0, 0, 3)),
                        entry(new AccountKey.DecidedThrough(0), 3L));
    }

    @Test
    void switched_off_it_counts_everything_as_accepted() {
        topology.close();
        start(false);
        send(Memories.memory("org_a", "same"), NOON);
        send(Memories.memory("org_a", "same"), NOON);

        topology.advanceWallClockTime(Duration.ofMillis(100));

        assertThat(accounts()).contains(entry(decided("org_a"), new DecidedAccount(2, 0, 0, 2)));
    }

    @Test
    void a_memory_whose_owner_cannot_be_one_is_kept_aside() {
        var bytes = MemoryRecord.encode(Memories.memory("org_a", "x"), ReplyAddress.NONE, 0, true);
        bytes[41] = '!';
        memories.pipeInput(new byte[Identity.DIGEST_BYTES], bytes, NOON);

        assertThat(rejected.readValue()).isEqualTo(bytes);
        assertThat(accepted.isEmpty()).isTrue();
    }

    private static AccountKey decided(String org) {
        return new AccountKey.Decided(new OrgId(org), 0);
    }

    /** What was published since the last time, each key once. */
    private Map<AccountKey, Object> accounts() {
        var found = new HashMap<AccountKey, Object>();
        for (var record : topology.output(topology.topics().accounts()).readRecordsToList()) {
            var key = AccountKey.decode(record.key());
            var before =
                    found.put(
                            key,
                            key instanceof AccountKey.DecidedThrough
                                    ? (Object)
                                            AccountKey.DecidedThrough.decodeOffset(record.value())
                                    : DecidedAccount.decode(record.value()));
            assertThat(before).as("%s twice", key).isNull();
        }
        return found;
    }

    @Test
    void names_of_nodes_and_stores_do_not_change_by_accident() {
        // A renamed store starts empty, and with it dedup.
        var config =
                new DedupConfig(
                        new KafkaConfig("unused:9092", new Topics("t"), 1, 1, 1, 1),
                        true,
                        WINDOW,
                        Duration.ofMillis(20),
                        1,
                        folder,
                        "dedup-1");

        assertThat(new DedupTopology(config, new DedupMetrics()).build().describe().toString())
                .isEqualToNormalizingWhitespace(
                        """
                        Topologies:
                          Sub-topology: 0
                            Source: memories (topics: [t.memories])
                              --> judge
                            Processor: judge (stores: [first-seen, accounts])
                              --> accepted, accounts-sink, fates, rejected, verdicts
                              <-- memories
                            Sink: accepted (topic: t.accepted)
                              <-- judge
                            Sink: accounts-sink (topic: t.accounts)
                              <-- judge
                            Sink: fates (topic: t.fates)
                              <-- judge
                            Sink: rejected (topic: t.rejected)
                              <-- judge
                            Sink: verdicts (topic: t.verdicts)
                              <-- judge

                          Sub-topology: 1
                            Source: commands (topics: [t.commands])
                              --> registrar
                            Processor: registrar (stores: [directory])
                              --> decisions, directory-sink, rejected-commands
                              <-- commands
                            Sink: decisions (topic: t.verdicts)
                              <-- registrar
                            Sink: directory-sink (topic: t.directory)
                              <-- registrar
                            Sink: rejected-commands (topic: t.rejected)
                              <-- registrar
                        """);
    }
}
