package dev.memtrace.inbox;

import static dev.memtrace.inbox.InboxRecords.NOON;
import static dev.memtrace.inbox.InboxRecords.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.testkit.Seeds;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;

final class InboxCheckTest {
    private static final OrgId ORG = new OrgId("org_a");
    private static final String GOOD = "{\"agent_id\":\"a\",\"content\":\"looked\"}";

    private final InboxCheck check =
            new InboxCheck(InboxConfig.from(Settings.empty()), Clock.fixed(NOON, ZoneOffset.UTC));

    private Checked.Good good(ConsumerRecord<byte[], byte[]> record) {
        assertThat(check.check(ORG, record)).isInstanceOf(Checked.Good.class);
        return (Checked.Good) check.check(ORG, record);
    }

    private String reason(byte[] value, Map<String, String> headers) {
        var checked = check.check(ORG, at(7, NOON.toEpochMilli(), value, headers));
        assertThat(checked).isInstanceOf(Checked.Bad.class);
        return ((Checked.Bad) checked).reason();
    }

    private String reason(String json) {
        return reason(json.getBytes(UTF_8), Map.of());
    }

    @Test
    void a_request_is_a_memory_of_the_inboxs_org_at_the_brokers_time() {
        var memory = good(at(7, GOOD)).memories().getFirst();

        assertThat(memory.org()).isEqualTo(ORG);
        assertThat(memory.time()).isEqualTo(NOON);
        assertThat(memory.content()).isEqualTo("looked");
    }

    @Test
    void an_array_of_memories_makes_several_and_what_is_unknown_is_ignored() {
        var json = "{\"x\":1,\"memories\":[" + GOOD + "," + GOOD + "],\"y\":[{}]}";

        var memories = good(at(7, json)).memories();

        assertThat(memories).extracting(Memory::content).containsExactly("looked", "looked");
        assertThat(memories).extracting(Memory::id).doesNotHaveDuplicates();
    }

    @Test
    void a_replay_makes_the_same_ids_and_another_place_makes_others() {
        var json = "{\"memories\":[" + GOOD + "," + GOOD + "]}";
        var ids = ids(at(7, json));

        assertThat(ids(at(7, json))).isEqualTo(ids);
        assertThat(ids(at(8, json))).doesNotContainAnyElementsOf(ids);
        var madeAnew = at(7, NOON.toEpochMilli() + 1, json.getBytes(UTF_8), Map.of());
        assertThat(ids(madeAnew)).doesNotContainAnyElementsOf(ids);
    }

    private List<MemoryId> ids(ConsumerRecord<byte[], byte[]> record) {
        return good(record).memories().stream().map(Memory::id).toList();
    }

    @Test
    void every_problem_is_named_and_nothing_is_quoted() {
        assertThat(reason("{\"agent_id\":\"\",\"content\":\"\",\"importance\":2}"))
                .isEqualTo(
                        "importance must be within 0..1, got 2.0; agent_id is required; content is"
                                + " required");
        assertThat(reason("{\"memories\":[" + GOOD + ",{\"agent_id\":\"a\"},7]}"))
                .isEqualTo(
                        "memories[1]: content is required; memories[2]: each memory must be an"
                                + " object");
        for (var bad : List.of("secret", "{\"secret\"", "[\"secret\"]", GOOD + "secret")) {
            assertThat(reason(bad)).isNotEmpty().doesNotContain("secret");
        }
    }

    @Test
    void what_has_no_value_is_told_what_it_needs() {
        assertThat(reason(null, Map.of())).contains("needs a value");
        assertThat(reason(new byte[0], Map.of())).contains("needs a value");
    }

    @Test
    void what_is_over_a_mebibyte_is_rejected_by_reference() {
        var large = new byte[InboxCheck.VALUE_BYTES_MAX + 1];

        var checked = check.check(ORG, at(7, 0, large, Map.of()));

        assertThat(checked)
                .isEqualTo(
                        new Checked.Bad(
                                "the value has 1048577 bytes, at most 1048576 are taken; its bytes"
                                        + " were not kept here",
                                false));
    }

    @Test
    void headers_for_finding_it_again_go_on_and_others_do_not() {
        var headers = Map.of("traceparent", "00-1", "x-memtrace-job", "7", "x-other", "no");

        var carried = good(at(7, 0, GOOD.getBytes(UTF_8), headers)).carried();

        assertThat(carried)
                .extracting(it -> it.key() + "=" + new String(it.value(), UTF_8))
                .containsExactlyInAnyOrder("traceparent=00-1", "x-memtrace-job=7");
    }

    @Test
    void too_many_headers_are_rejected_and_any_number_of_others_is_not() {
        assertThat(reason(GOOD.getBytes(UTF_8), headers("x-memtrace-", 17)))
                .isEqualTo(
                        "at most 16 headers traceparent and x-memtrace-*, of 4096 bytes together,"
                                + " are taken");
        assertThat(reason(GOOD.getBytes(UTF_8), Map.of("x-memtrace-a", "x".repeat(5_000))))
                .contains("4096");
        assertThat(good(at(7, 0, GOOD.getBytes(UTF_8), headers("y", 10_000))).carried()).isEmpty();
    }

    private static Map<String, String> headers(String prefix, int count) {
        return IntStream.range(0, count)
                .boxed()
                .collect(Collectors.toMap(i -> prefix + i, _ -> ""));
    }

    @Test
    void msgpack_says_the_same_as_json() throws IOException {
        var value =
                packed(
                        to -> {
                            to.packMapHeader(5).packString("agent_id").packString("a");
                            to.packString("content").packString("looked");
                            to.packString("importance").packDouble(0.5);
                            to.packString("tags").packArrayHeader(1).packString("t");
                            to.packString("metadata").packMapHeader(3);
                            to.packString("n").packNil().packString("b").packBoolean(true);
                            to.packString("i").packLong(-7);
                        });
        var json =
                "{\"agent_id\":\"a\",\"content\":\"looked\",\"importance\":0.5,\"tags\":[\"t\"],"
                        + "\"metadata\":{\"n\":null,\"b\":true,\"i\":-7}}";

        var memories = good(msgpack(value)).memories();

        assertThat(memories).isEqualTo(good(at(7, json)).memories());
    }

    @Test
    void an_emoji_in_the_metadata_of_msgpack_stays_as_short_as_it_came() throws IOException {
        var value =
                packed(
                        to -> {
                            to.packMapHeader(3).packString("agent_id").packString("a");
                            to.packString("content").packString("looked");
                            to.packString("metadata").packMapHeader(1);
                            to.packString("k").packString("\ud83d\ude00".repeat(16_000));
                        });

        var metadata = good(msgpack(value)).memories().getFirst().metadataJson().orElseThrow();

        assertThat(metadata.getBytes(UTF_8)).hasSize(64_000 + "{'k':''}".length());
    }

    private interface Packing {
        void pack(MessagePacker packer) throws IOException;
    }

    private static byte[] packed(Packing packing) throws IOException {
        try (var packer = MessagePack.newDefaultBufferPacker()) {
            packing.pack(packer);
            return packer.toByteArray();
        }
    }

    private static ConsumerRecord<byte[], byte[]> msgpack(byte[] value) {
        return at(
                7,
                NOON.toEpochMilli(),
                value,
                Map.of("content-type", "Application/MsgPack; charset=x"));
    }

    @Test
    void what_msgpack_can_say_and_json_cannot_is_named() throws IOException {
        var headers = Map.of("content-type", "application/msgpack");
        assertThat(reason(packed(to -> to.packMapHeader(1).packInt(1).packInt(1)), headers))
                .isEqualTo("the keys of msgpack maps must be strings");
        assertThat(reason(packed(to -> to.packBinaryHeader(1).addPayload(new byte[1])), headers))
                .contains("binary or extension types");
        assertThat(reason(packed(to -> to.packDouble(Double.NaN)), headers))
                .isEqualTo("the value has a number that is not finite");
        assertThat(reason(packed(to -> to.packMapHeader(0).packNil()), headers))
                .isEqualTo("the value goes on after the msgpack map");
        assertThat(reason(packed(to -> to.packArrayHeader(9)), headers))
                .isEqualTo("the value is not valid msgpack");
        Packing deep =
                to -> {
                    for (int i = 0; i < 100_000; i++) {
                        to.packArrayHeader(1);
                    }
                };
        assertThat(reason(packed(deep), headers)).contains("1,000 deep");
        assertThat(reason(GOOD.getBytes(UTF_8), Map.of("content-type", "text/secret")))
                .isEqualTo(
                        "header content-type must be application/json, application/msgpack or"
                                + " absent");
    }

    @Test
    void no_bytes_whatever_do_more_than_be_rejected() {
        Seeds.forEach(
                2_000,
                chance -> {
                    var types = List.of("application/json", "application/msgpack");
                    var noise = DrawnRequests.noise(chance);
                    var spoilt = DrawnRequests.spoilt(chance, GOOD);
                    for (var bytes : List.of(noise, spoilt)) {
                        var headers = Map.of("content-type", chance.oneOf(types));
                        long millis = chance.generator().nextLong();

                        var checked = check.check(ORG, at(7, millis, bytes, headers));

                        assertThat(checked).isNotNull();
                    }
                });
    }

    @Test
    void a_producers_own_timestamp_moves_nothing_out_of_bounds() {
        for (long millis : new long[] {-1, 0, Long.MAX_VALUE, Long.MIN_VALUE}) {
            var memory = good(at(7, millis, GOOD.getBytes(UTF_8), Map.of())).memories().getFirst();

            assertThat(memory.time())
                    .isBetween(Instant.parse("1971-01-01T00:00:00Z"), NOON.plusSeconds(300));
        }
    }

    @Test
    void reasons_of_a_hundred_problems_stay_short_enough_for_a_header() {
        var wrong =
                Stream.generate(() -> "{\"agent_id\":\"\",\"tags\":7,\"importance\":9}")
                        .limit(5_000)
                        .collect(Collectors.joining(",", "{\"memories\":[", "]}"));
        var record = at(7, wrong);

        var rejection =
                Rejection.of(record, (Checked.Bad) check.check(ORG, record), "memtrace.rejected");

        assertThat(rejection.record().headers().lastHeader("memtrace-reason").value())
                .hasSizeLessThan(17_000);
        assertThat(
                        new String(
                                rejection.record().headers().lastHeader("memtrace-source").value(),
                                UTF_8))
                .isEqualTo("memtrace.inbox.org_a-0@7");
    }
}
