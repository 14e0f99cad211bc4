package dev.memtrace.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The ways in which a producer gets a record of an inbox wrong, and what is said of each. */
enum BadRecord {
    EMPTY("", "a record needs a value"),
    TOMBSTONE(null, "a record needs a value"),
    NO_JSON("{", "the body is not valid JSON at line 1, column 2"),
    TWO_DOCUMENTS("{} {}", "the body goes on after the JSON object"),
    NO_UTF8("{\"agent_id\":\"\u00ff\"}", "the body is not valid JSON at line 1, column 15"),
    LIST("[1]", "the body must be a JSON object"),
    NO_AGENT("{\"content\":\"x\"}", "agent_id is required"),
    NO_CONTENT("{\"agent_id\":\"a\"}", "content is required"),
    NOTHING("{}", "agent_id is required; content is required"),
    AGENT_IS_NUMBER("{\"agent_id\":1,\"content\":\"x\"}", "agent_id must be a string"),
    AGENT_IS_NONE("{\"agent_id\":\"a b\",\"content\":\"x\"}", "invalid agent_id: a b"),
    KEY_IS_LONG(
            "{\"agent_id\":\"a\",\"content\":\"x\",\"dedup_key\":\"" + "k".repeat(257) + "\"}",
            "dedup_key must be 1 to 256 characters"),
    CONTENT_IS_LONG(
            "{\"agent_id\":\"a\",\"content\":\"" + "x".repeat(300_000) + "\"}",
            "content must be at most 262144 bytes of UTF-8, got 300000"),
    IMPORTANCE_IS_HIGH(
            "{\"agent_id\":\"a\",\"content\":\"x\",\"importance\":2}", "importance must be within"),
    TAGS_ARE_TEXT("{\"agent_id\":\"a\",\"content\":\"x\",\"tags\":\"t\"}", "tags must be"),
    TIME_IS_NONE(
            "{\"agent_id\":\"a\",\"content\":\"x\",\"time\":\"noon\"}", "time must be ISO 8601"),
    TIME_IS_AHEAD(
            "{\"agent_id\":\"a\",\"content\":\"x\",\"time\":\"2999-01-01T00:00:00Z\"}",
            "5 minutes from now"),
    SESSION_IS_NONE(
            "{\"agent_id\":\"a\",\"content\":\"x\",\"session_id\":\"-\"}", "invalid session_id: -"),
    ONE_OF_TWO_IS_BAD(
            "{\"memories\":[{\"agent_id\":\"a\",\"content\":\"x\"},{\"agent_id\":\"a\"}]}",
            "memories[1]: content is required"),
    OF_UNKNOWN_TYPE("{\"agent_id\":\"a\",\"content\":\"x\"}", "header content-type must be");

    private final String value;

    /** What its reason contains. */
    final String reason;

    BadRecord(String value, String reason) {
        this.value = value;
        this.reason = reason;
    }

    /** One of it, on its way to {@code topic}, under {@code key}. */
    ProducerRecord<byte[], byte[]> record(String topic, String key) {
        var bytes =
                switch (this) {
                    case TOMBSTONE -> null;
                    case NO_UTF8 -> value.getBytes(ISO_8859_1);
                    default -> value.getBytes(UTF_8);
                };
        var record = new ProducerRecord<>(topic, key.getBytes(UTF_8), bytes);
        var headers = this == OF_UNKNOWN_TYPE ? Map.of("content-type", "text/plain") : Map.of();
        headers.forEach(
                (name, text) ->
                        record.headers().add(name.toString(), text.toString().getBytes(UTF_8)));
        return record;
    }
}
