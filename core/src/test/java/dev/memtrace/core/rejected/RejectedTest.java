package dev.memtrace.core.rejected;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.AcceptedHeaders;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.RejectedHeaders;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rejected record and a mark say of themselves. */
final class RejectedTest {
    private static final Topics TOPICS = new Topics("a-1.memtrace");
    private static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");
    private static final byte[] MEMORY =
            MemoryRecord.encode(Memories.memory("org_a", "something"), ReplyAddress.NONE, 0, true);
    private static final byte[] KEY =
            Identity.digest(new OrgId("org_a"), Memories.memory("org_a", "something").dedupKey());

    private static ConsumerRecord<byte[], byte[]> record(
            byte[] key, byte[] value, Map<String, String> headers) {
        var all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, text.getBytes(UTF_8)));
        return new ConsumerRecord<>(
                TOPICS.rejected(),
                0,
                7,
                NOON.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                key,
                value,
                all,
                Optional.empty());
    }

    private static Rejected rejected(String service, String source, byte[] key, byte[] value) {
        return Rejected.of(
                record(
                        key,
                        value,
                        Map.of(
                                RejectedHeaders.SERVICE,
                                service,
                                RejectedHeaders.SOURCE,
                                source,
                                RejectedHeaders.REASON,
                                "400: Arc cannot read the batch")),
                TOPICS);
    }

    private static Rejected refused() {
        return rejected("arc-sink", TOPICS.accepted() + "-0@12", KEY, MEMORY);
    }

    @Test
    void a_source_is_read_back_whatever_dashes_the_topic_has() {
        var source = new SourcePosition("a-1.memtrace.accepted", 11, 1_234_567_890_123L);

        assertThat(SourcePosition.parse(source.toString())).contains(source);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "memtrace.accepted", "x-1", "x-1@", "x@1", "-1@2", "x-1@2 ", "x--1"})
    void what_is_no_source_is_none(String text) {
        assertThat(SourcePosition.parse(text)).isEmpty();
    }

    @Test
    void the_org_is_that_of_the_memory_or_the_key_of_the_command() {
        var command =
                rejected(
                        "dedup-stream",
                        TOPICS.commands() + "-3@5",
                        "org_b".getBytes(UTF_8),
                        MEMORY);
        var noise = rejected("arc-sink", TOPICS.accepted() + "-0@1", KEY, new byte[] {9, 9});

        assertThat(refused().org()).contains(new OrgId("org_a"));
        assertThat(refused().memory()).isPresent();
        assertThat(command.org()).contains(new OrgId("org_b"));
        assertThat(noise.org()).isEmpty();
        assertThat(noise.memory()).isEmpty();
    }

    @Test
    void a_filter_wants_all_that_was_asked_for_and_takes_reasons_in_any_case() {
        var other = Optional.of(new OrgId("org_b"));
        var org = Optional.of(new OrgId("org_a"));
        var reason = Optional.of("aRC CANNOT");

        assertThat(RejectedFilter.ALL.matches(refused())).isTrue();
        assertThat(new RejectedFilter(org, reason, Optional.of(NOON)).matches(refused())).isTrue();
        assertThat(new RejectedFilter(other, reason, Optional.empty()).matches(refused()))
                .isFalse();
        assertThat(new RejectedFilter(org, Optional.of("413"), Optional.empty()).matches(refused()))
                .isFalse();
        assertThat(
                        new RejectedFilter(org, reason, Optional.of(NOON.plusMillis(1)))
                                .matches(refused()))
                .isFalse();
    }

    @Test
    void an_org_is_not_found_in_what_nobody_can_read() {
        var noise = rejected("arc-sink", TOPICS.accepted() + "-0@1", KEY, new byte[] {9, 9});

        assertThat(
                        new RejectedFilter(
                                        Optional.of(new OrgId("org_a")),
                                        Optional.empty(),
                                        Optional.empty())
                                .matches(noise))
                .isFalse();
    }

    @Test
    void a_mark_is_read_back_with_all_its_offsets() {
        var offsets = new TreeSet<>(LongStream.range(3, 503).boxed().toList());
        var written = Replayed.record(offsets, TOPICS);
        var text = new String(written.headers().lastHeader("memtrace-replayed").value(), UTF_8);

        var read = record(written.key(), written.value(), Map.of("memtrace-replayed", text));

        assertThat(Replayed.isMark(read)).isTrue();
        assertThat(Replayed.decode(read)).isEqualTo(new Replayed(NOON, offsets));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "1,", ",1", "-1", "1;2", "x", "99999999999999999999"})
    void a_mark_of_another_form_is_a_mark_all_the_same_but_undecodable(String text) {
        var mark = record(null, null, Map.of(RejectedHeaders.REPLAYED, text));

        assertThat(Replayed.isMark(mark)).isTrue();
        assertThatThrownBy(() -> Replayed.decode(mark))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("memtrace-replayed");
    }

    @Test
    void a_refused_record_without_a_value_is_no_mark() {
        var refused =
                record(
                        KEY,
                        null,
                        Map.of(RejectedHeaders.SERVICE, "arc-sink", RejectedHeaders.REPLAYED, "1"));

        assertThat(Replayed.isMark(refused)).isFalse();
    }

    @Test
    void what_dedup_rejected_goes_back_where_it_came_from() {
        for (var topic : List.of(TOPICS.memories(), TOPICS.commands())) {
            var rejected = rejected("dedup-stream", topic + "-0@5", KEY, MEMORY);

            var record = Destination.record(rejected, TOPICS);

            assertThat(record.topic()).isEqualTo(topic);
            assertThat(record.key()).isEqualTo(KEY);
            assertThat(record.value()).isEqualTo(MEMORY);
            assertThat(record.headers()).isEmpty();
        }
    }

    @Test
    void a_refused_memory_goes_past_dedup_and_says_so() {
        var record = Destination.record(refused(), TOPICS);

        assertThat(record.topic()).isEqualTo(TOPICS.accepted());
        assertThat(record.key()).isEqualTo(KEY);
        assertThat(record.value()).isEqualTo(MEMORY);
        assertThat(record.headers().lastHeader(AcceptedHeaders.REPLAYED_REFUSAL)).isNotNull();
        assertThat(AcceptedHeaders.REPLAYED_REFUSAL).isEqualTo("memtrace-replayed-refusal");
    }

    @Test
    void nothing_goes_where_a_header_alone_wants_it() {
        for (var rejected :
                List.of(
                        rejected("dedup-stream", TOPICS.directory() + "-0@5", KEY, MEMORY),
                        rejected("dedup-stream", "another.memories-0@5", KEY, MEMORY),
                        rejected("dedup-stream", "nonsense", KEY, MEMORY),
                        rejected("somebody", TOPICS.memories() + "-0@5", KEY, MEMORY))) {
            assertThat(Destination.of(rejected, TOPICS)).isInstanceOf(Destination.Nowhere.class);
        }
    }

    private static Rejected fromInbox(byte[] value) {
        return Rejected.of(
                record(
                        KEY,
                        value,
                        Map.of(
                                RejectedHeaders.SERVICE,
                                "inbox-stream",
                                RejectedHeaders.SOURCE,
                                TOPICS.inbox(new OrgId("org_a")) + "-0@3",
                                RejectedHeaders.REASON,
                                "content is required",
                                "content-type",
                                "application/msgpack",
                                "x-memtrace-run",
                                "r1")),
                TOPICS);
    }

    private static Map<String, String> headers(ProducerRecord<byte[], byte[]> record) {
        var headers = new HashMap<String, String>();
        record.headers().forEach(it -> headers.put(it.key(), new String(it.value(), UTF_8)));
        return headers;
    }

    @Test
    void what_an_inbox_held_goes_back_with_the_headers_that_it_had_there() {
        var record = Destination.record(fromInbox(new byte[] {(byte) 0x80}), TOPICS);

        assertThat(record.topic()).isEqualTo(TOPICS.inbox(new OrgId("org_a")));
        assertThat(headers(record))
                .isEqualTo(Map.of("content-type", "application/msgpack", "x-memtrace-run", "r1"));
    }

    @Test
    void what_is_corrected_is_json_and_need_not_have_been_kept() {
        var corrected = fromInbox(null).corrected("{}".getBytes(UTF_8));

        var record = Destination.record(corrected, TOPICS);

        assertThat(record.value()).asString(UTF_8).isEqualTo("{}");
        assertThat(headers(record)).isEqualTo(Map.of("x-memtrace-run", "r1"));
        assertThat(Destination.of(fromInbox(null), TOPICS)).isInstanceOf(Destination.Nowhere.class);
        assertThatThrownBy(() -> refused().corrected(new byte[0]))
                .isInstanceOf(IllegalStateException.class);
    }
}
