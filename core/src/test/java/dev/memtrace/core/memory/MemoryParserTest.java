package dev.memtrace.core.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryParserTest {
    private static final Instant NOW = Instant.parse("2026-02-13T12:00:00Z");

    private final MemoryParser parser = new MemoryParser(new MemoryLimits(3, 100, 50, 2));

    private CreateRequest parse(String json) {
        return parser.parse(json.getBytes(UTF_8), NOW);
    }

    private static List<String> messages(CreateRequest request) {
        return request.problems().stream().map(Problem::message).toList();
    }

    @Test
    void a_full_memory_is_read_field_by_field() {
        var request =
                parse(
                        """
                {"agent_id":"a1","session_id":"s1","memory_type":"decision","event_type":"choice",
                 "content":"use Kafka","metadata": {"reasoning":"it \\"lasts\\""},"tags":["x","y.z"],
                 "dedup_key":"k","parent_id":"mem_0","importance":0.5,"time":"2026-02-13T11:00:00+01:00","unknown":[{}]}""");

        assertThat(request.problems()).isEmpty();
        assertThat(request.isBatch()).isFalse();
        var draft = request.drafts().getFirst();
        assertThat(draft.agent().value()).isEqualTo("a1");
        assertThat(draft.session()).contains(new SessionId("s1"));
        assertThat(draft.type()).isEqualTo(MemoryType.DECISION);
        assertThat(draft.eventType().value()).isEqualTo("choice");
        assertThat(draft.content()).isEqualTo("use Kafka");
        assertThat(draft.metadataJson()).contains("{\"reasoning\":\"it \\\"lasts\\\"\"}");
        assertThat(draft.tags()).containsExactly("x", "y.z");
        assertThat(draft.dedupKey()).contains(new DedupKey("k"));
        assertThat(draft.parent()).contains("mem_0");
        assertThat(draft.importance()).isEqualTo(0.5);
        assertThat(draft.time()).contains(Instant.parse("2026-02-13T10:00:00Z"));
    }

    @Test
    void absent_and_empty_and_null_optional_fields_take_their_defaults() {
        var request =
                parse(
                        """
                {"agent_id":"a1","content":"x","session_id":"","memory_type":null,"metadata":{},"tags":null,"time":""}""");

        var draft = request.drafts().getFirst();
        assertThat(draft.session()).isEmpty();
        assertThat(draft.type()).isEqualTo(MemoryType.EPISODIC);
        assertThat(draft.eventType()).isEqualTo(MemoryDraft.DEFAULT_EVENT_TYPE);
        assertThat(draft.metadataJson()).isEmpty();
        assertThat(draft.time()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"content\":\"x\"} | agent_id is required",
                "{\"memories\":\"x\"} | memories must be an array",
                "{\"agent_id\":\"a\"} | content is required",
                "{\"agent_id\":\"a\",\"content\":\"\"} | content is required",
                "{\"agent_id\":\"1a\",\"content\":\"x\"} | invalid agent_id: 1a",
                "{\"agent_id\":\"a\",\"content\":\"x\",\"memory_type\":\"x-y\"} | invalid memory_type: x-y",
                "{\"agent_id\":\"a\",\"content\":\"x\",\"tags\":[\"a,b\"]} | invalid tag: a,b",
                "{\"agent_id\":\"a\",\"content\":\"x\",\"tags\":[\"a\",\"b\",\"c\"]} | tags must be at most 2, got 3",
                "{\"agent_id\":\"a\",\"content\":\"x\",\"tags\":\"a\"} | tags must be an array of strings, got a string",
                "{\"agent_id\":\"a\",\"content\":\"x\",\"importance\":1.1} | importance must be within 0..1, got 1.1",
                "{\"agent_id\":\"a\",\"content\":\"x\",\"importance\":\"1\"} | importance must be a number, got a string",
                "{\"agent_id\":\"a\",\"content\":\"x\",\"metadata\":[]} | metadata must be an object, got an array",
                "{\"agent_id\":\"a\",\"content\":7} | content must be a string, got a number",
                "{\"agent_id\":\"a\",\"content\":\"x\",\"time\":\"soon\"} | time must be ISO 8601",
                "{\"agent_id\":\"a\",\"content\":\"x\",\"time\":\"1970-12-31T23:59:59Z\"} | time must be between 1971",
                "{\"agent_id\":\"a\",\"content\":\"x\",\"time\":\"2026-02-13T12:05:01Z\"} | time must be between 1971",
                "{\"agent_id\":\"a\",\"content\":\"\\ud800\"} | content has half of a surrogate pair",
            })
    void a_wrong_field_is_named_with_what_is_right(String json, String message) {
        assertThat(messages(parse(json))).hasSize(1).first().asString().startsWith(message);
    }

    @Test
    void sizes_are_counted_in_bytes_of_utf8() {
        assertThat(messages(parse("{\"agent_id\":\"a\",\"content\":\"" + "ä".repeat(50) + "\"}")))
                .isEmpty();
        assertThat(messages(parse("{\"agent_id\":\"a\",\"content\":\"" + "ä".repeat(51) + "\"}")))
                .containsExactly("content must be at most 100 bytes of UTF-8, got 102");
        assertThat(
                        messages(
                                parse(
                                        "{\"agent_id\":\"a\",\"content\":\"x\",\"metadata\":{\"k\":\""
                                                + "v".repeat(43)
                                                + "\"}}")))
                .containsExactly("metadata must be at most 50 bytes, got 51");
    }

    @Test
    void a_batch_with_any_mistake_has_no_drafts_and_names_every_mistake() {
        var request =
                parse(
                        """
                {"memories":[{"agent_id":"a","content":"x"},{"content":"y"},{"agent_id":"a","content":"z","importance":2}]}""");

        assertThat(request.isBatch()).isTrue();
        assertThat(request.drafts()).isEmpty();
        assertThat(request.problems()).extracting(Problem::index).containsExactly(1, 2);
        assertThat(request.problems())
                .extracting(Problem::field)
                .containsExactly("agent_id", "importance");
    }

    @Test
    void fields_of_one_item_do_not_leak_into_the_next() {
        var request =
                parse(
                        """
                {"memories":[{"agent_id":"a","content":"x","tags":["t"],"session_id":"s"},{"agent_id":"b","content":"y"}]}""");

        assertThat(request.drafts().get(1).tags()).isEmpty();
        assertThat(request.drafts().get(1).session()).isEmpty();
    }

    @Test
    void a_batch_over_the_limit_is_one_problem() {
        var request = parse("{\"memories\":[{},{},{},{}]}");

        assertThat(messages(request)).containsExactly("at most 3 memories per request, got 4");
    }

    @Test
    void an_empty_memories_array_makes_no_batch() {
        assertThat(parse("{\"memories\":[],\"agent_id\":\"a\",\"content\":\"x\"}").isBatch())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{",
                "{\"agent_id\":\"a\"",
                "{} {}",
                "nonsense",
                "{\"a\":\"\u0001\"}"
            })
    void what_is_not_one_json_object_is_malformed(String body) {
        assertThatThrownBy(() -> parse(body)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void a_malformed_body_is_not_repeated_in_the_message() {
        assertThatThrownBy(() -> parse("{\"content\":\"secret\" oops}"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("oops")
                .hasMessageContaining("line 1");
    }
}
