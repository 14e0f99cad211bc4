package dev.memtrace.inbox;

import static dev.memtrace.inbox.InboxRecords.NOON;
import static dev.memtrace.inbox.InboxRecords.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.SessionId;
import dev.memtrace.core.wire.AcceptedHeaders;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.RejectedHeaders;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.testkit.Seeds;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/asyncapi.yaml tells producers and consumers is what the code does. */
final class AsyncApiTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Topics TOPICS = new Topics("memtrace");
    private static final OrgId ORG = new OrgId("org_default");
    private static final Set<String> INBOX_MESSAGES = Set.of("MemoriesJson", "MemoriesMsgpack");

    private final InboxCheck check =
            new InboxCheck(InboxConfig.from(Settings.empty()), Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void it_is_asyncapi_of_version_3() {
        assertThat(AsyncApi.TREE.path("asyncapi").textValue()).startsWith("3.");
    }

    @Test
    void every_reference_leads_somewhere() {
        var references = AsyncApi.TREE.findValuesAsText("$ref");

        assertThat(references).contains("./" + MemorySchema.PLACE);
        assertThat(references)
                .allMatch(
                        it ->
                                it.startsWith("#/")
                                        ? !AsyncApi.TREE.at(it.substring(1)).isMissingNode()
                                        : it.equals("./" + MemorySchema.PLACE));
    }

    @Test
    void operations_have_messages_of_their_own_channels() {
        var operations = AsyncApi.TREE.path("operations");

        assertThat(operations).hasSameSizeAs(AsyncApi.TREE.path("channels"));
        for (var operation : operations) {
            var channel = operation.at("/channel/$ref").textValue();
            var all = AsyncApi.names(AsyncApi.TREE.at(channel.substring(1) + "/messages"));
            assertThat(operation.path("messages").findValuesAsText("$ref"))
                    .containsExactlyInAnyOrderElementsOf(
                            all.stream().map(it -> channel + "/messages/" + it).toList());
        }
    }

    @Test
    void addresses_are_the_names_of_our_topics() {
        var inbox = TOPICS.inbox(ORG).replace(ORG.value(), "{org_id}");
        var feed = TOPICS.feed(ORG).replace(ORG.value(), "{org_id}");

        assertThat(AsyncApi.TREE.path("channels").findValuesAsText("address"))
                .containsExactlyInAnyOrder(inbox, TOPICS.accepted(), feed, TOPICS.rejected());
        assertThat(AsyncApi.TREE.at("/operations/takeIn/channel/$ref").textValue())
                .isEqualTo("#/channels/inbox");
        assertThat(AsyncApi.TREE.at("/channels/inbox/address").textValue()).isEqualTo(inbox);
    }

    @Test
    void headers_are_called_as_in_the_code() {
        var carried = Set.of("^" + CarriedHeaders.PREFIX);
        for (var message : INBOX_MESSAGES) {
            assertThat(AsyncApi.headers(message))
                    .containsExactlyInAnyOrder(ContentType.HEADER, CarriedHeaders.TRACE_PARENT);
            assertThat(AsyncApi.headerPatterns(message)).isEqualTo(carried);
        }
        assertThat(AsyncApi.headers("AcceptedMemory"))
                .isEqualTo(union(constants(AcceptedHeaders.class), CarriedHeaders.TRACE_PARENT));
        assertThat(AsyncApi.headerPatterns("AcceptedMemory")).isEqualTo(carried);
        assertThat(
                        union(
                                AsyncApi.headers("RejectedRecord"),
                                AsyncApi.headers("ReplayMark").toArray(String[]::new)))
                .isEqualTo(
                        union(rejectedHeaders(), CarriedHeaders.TRACE_PARENT, ContentType.HEADER));
        assertThat(AsyncApi.headerPatterns("RejectedRecord")).isEqualTo(carried);
        assertThat(AsyncApi.headers("ReplayMark")).containsExactly(RejectedHeaders.REPLAYED);
    }

    @Test
    void services_that_reject_are_called_as_in_the_code() {
        var services = constants(RejectedHeaders.class);
        services.removeAll(rejectedHeaders());

        var pointer = "/headers/properties/" + RejectedHeaders.SERVICE + "/enum";
        assertThat(AsyncApi.message("RejectedRecord").at(pointer))
                .extracting(JsonNode::textValue)
                .containsExactlyInAnyOrderElementsOf(services);
    }

    private static Set<String> rejectedHeaders() {
        return constants(RejectedHeaders.class).stream()
                .filter(it -> it.startsWith("memtrace-"))
                .collect(Collectors.toSet());
    }

    private static Set<String> constants(Class<?> names) {
        return Stream.of(names.getFields())
                .filter(it -> Modifier.isStatic(it.getModifiers()) && it.getType() == String.class)
                .map(AsyncApiTest::text)
                .collect(Collectors.toSet());
    }

    private static String text(Field constant) {
        try {
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> union(Set<String> some, String... more) {
        return Stream.concat(some.stream(), Stream.of(more)).collect(Collectors.toSet());
    }

    /** Message, place among its examples, and the example. */
    static Stream<Arguments> examples() {
        return AsyncApi.TREE
                .at("/components/messages")
                .propertyStream()
                .flatMap(
                        message ->
                                message.getValue()
                                        .path("examples")
                                        .valueStream()
                                        .map(it -> Arguments.of(message.getKey(), it)));
    }

    static Stream<Arguments> inboxExamples() {
        return examples().filter(it -> INBOX_MESSAGES.contains(it.get()[0]));
    }

    @Test
    void every_message_is_shown() {
        assertThat(examples().map(it -> it.get()[0]).collect(Collectors.toSet()))
                .isEqualTo(AsyncApi.names(AsyncApi.TREE.at("/components/messages")));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("examples")
    void examples_are_as_their_schemas_have_it(String message, JsonNode example) {
        var place = "/components/messages/" + message;
        var headers = example.has("headers") ? example.get("headers") : JSON.createObjectNode();
        var payload = example.get("payload");

        assertThat(AsyncApi.problems(place + "/headers", headers)).isEmpty();
        assertThat(headers.propertyStream().map(Map.Entry::getKey))
                .allMatch(
                        it ->
                                AsyncApi.headers(message).contains(it)
                                        || it.startsWith(CarriedHeaders.PREFIX));
        assertThat(
                        INBOX_MESSAGES.contains(message)
                                ? MemorySchema.problems(payload)
                                : AsyncApi.problems(place + "/payload", payload))
                .isEmpty();
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("inboxExamples")
    void what_is_shown_for_inboxes_is_taken_in_with_its_headers(String message, JsonNode example) {
        var type = AsyncApi.message(message).path("contentType").textValue();

        var good = taken(example, type);

        var count = example.at("/payload/memories").size();
        assertThat(good.memories()).hasSize(Math.max(count, 1));
        assertThat(good.carried())
                .extracting(it -> it.key())
                .containsExactlyInAnyOrderElementsOf(
                        headers(example).keySet().stream()
                                .filter(it -> !it.equals(ContentType.HEADER))
                                .toList());
    }

    private Checked.Good taken(JsonNode example, String type) {
        var headers = headers(example);
        headers.put(ContentType.HEADER, type);
        var payload = example.path("payload");
        var value =
                type.equals("application/json")
                        ? payload.toString().getBytes(UTF_8)
                        : Msgpacked.of(payload);
        var checked = check.check(ORG, at(7, NOON.toEpochMilli(), value, headers));
        assertThat(checked).isInstanceOf(Checked.Good.class);
        return (Checked.Good) checked;
    }

    private static Map<String, String> headers(JsonNode example) {
        var headers = new HashMap<String, String>();
        example.path("headers")
                .propertyStream()
                .forEach(it -> headers.put(it.getKey(), it.getValue().textValue()));
        return headers;
    }

    @Test
    void what_is_shown_as_accepted_is_what_the_first_example_of_an_inbox_becomes() {
        var sent = AsyncApi.message("MemoriesJson").at("/examples/0");
        var accepted = AsyncApi.message("AcceptedMemory");
        var bytes = bytes(accepted.at("/examples/0/payload"));

        var shown = MemoryRecord.of(bytes).memory();

        var memory = taken(sent, "application/json").memories().getFirst();
        assertThat(shown).usingRecursiveComparison().ignoringFields("id").isEqualTo(memory);
        assertThat(shown.id().time()).isEqualTo(memory.time().truncatedTo(ChronoUnit.MILLIS));
        assertThat(MemoryRecord.encode(shown, ReplyAddress.UNKNOWN_ID, 0, true)).isEqualTo(bytes);
        assertThat(bytes(accepted.at("/bindings/kafka/key/examples/0")))
                .isEqualTo(Identity.digest(ORG, shown.dedupKey()));
        assertThat(headers(accepted.at("/examples/0"))).isEqualTo(headers(sent));
    }

    private static byte[] bytes(JsonNode base64) {
        return Base64.getDecoder().decode(base64.textValue());
    }

    @Test
    void the_head_of_any_accepted_memory_has_its_places() {
        Seeds.forEach(
                200,
                chance -> {
                    var memory = Memories.random(chance);
                    var reply = new ReplyAddress(chance.within(-2, 99), chance.seed());
                    var bytes = MemoryRecord.encode(memory, reply, chance.within(0, 9), true);
                    var record = MemoryRecord.of(bytes);

                    var head = head(bytes);

                    var expected =
                            Map.of(
                                    "version", number(1, 1),
                                    "reply_partition", number(2, reply.partition()),
                                    "request", number(8, reply.request()),
                                    "index", number(4, record.index()),
                                    "is_last", number(1, 1),
                                    "id", memory.id().toString().substring("mem_".length()),
                                    "fingerprint", number(8, record.fingerprint()),
                                    "org_bytes", number(1, memory.org().value().length()));
                    assertThat(head).isEqualTo(expected);
                    int length = memory.org().value().length();
                    assertThat(new String(bytes, headBytes(), length, UTF_8))
                            .isEqualTo(memory.org().value());
                });
    }

    /** What is at the places of the document, as hex digits. */
    private static Map<String, String> head(byte[] record) {
        var found = new LinkedHashMap<String, String>();
        int end = 0;
        for (var place : AsyncApi.message("AcceptedMemory").path("x-memtrace-head")) {
            int from = place.path("at").intValue();
            assertThat(from).isEqualTo(end);
            end = from + place.path("bytes").intValue();
            found.put(
                    place.path("name").textValue(),
                    HexFormat.of().formatHex(Arrays.copyOfRange(record, from, end)));
        }
        return found;
    }

    private static int headBytes() {
        var last = AsyncApi.message("AcceptedMemory").path("x-memtrace-head").valueStream();
        return last.mapToInt(it -> it.path("bytes").intValue()).sum();
    }

    private static String number(int bytes, long value) {
        return HexFormat.of()
                .formatHex(ByteBuffer.allocate(8).putLong(value).array(), 8 - bytes, 8);
    }

    @Test
    void the_body_of_any_accepted_memory_has_its_fields_in_their_order() {
        Seeds.forEach(
                200,
                chance -> {
                    var memory = Memories.random(chance);
                    var bytes = MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true);
                    int start = headBytes() + memory.org().value().length();

                    var body = json(MsgpackJson.of(Arrays.copyOfRange(bytes, start, bytes.length)));

                    assertThat(AsyncApi.problems("/components/schemas/MemoryBody", body)).isEmpty();
                    var titles = AsyncApi.TREE.at("/components/schemas/MemoryBody/items");
                    assertThat(body).hasSameSizeAs(titles);
                    var named = JSON.createObjectNode();
                    for (int i = 0; i < titles.size(); i++) {
                        named.set(titles.get(i).path("title").textValue(), body.get(i));
                    }
                    assertThat(named).isEqualTo(json(fields(memory)));
                });
    }

    private static byte[] fields(Memory memory) {
        var fields = JSON.createObjectNode();
        fields.put("time", ChronoUnit.MICROS.between(Instant.EPOCH, memory.time()));
        fields.put("agent_id", memory.agent().value());
        fields.put("session_id", memory.session().map(SessionId::value).orElse(""));
        fields.put("memory_type", memory.type().value());
        fields.put("event_type", memory.eventType().value());
        fields.put("content", memory.content());
        fields.put("metadata", memory.metadataJson().orElse(""));
        memory.tags().forEach(fields.putArray("tags")::add);
        fields.put("dedup_key", memory.dedupKey().value());
        fields.put("importance", memory.importance());
        fields.put("parent_id", memory.parent().orElse(""));
        return fields.toString().getBytes(UTF_8);
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void what_is_shown_as_rejected_is_rejected_for_that_reason() {
        var example = AsyncApi.message("RejectedRecord").at("/examples/0");
        var shown = headers(example);
        var headers = Map.of("x-memtrace-job", shown.get("x-memtrace-job"));
        var record = at(42, NOON.toEpochMilli(), bytes(example.path("payload")), headers);

        var checked = check.check(ORG, record);

        assertThat(checked).isEqualTo(new Checked.Bad(shown.get(RejectedHeaders.REASON), true));
        var rejection = Rejection.of(record, (Checked.Bad) checked, TOPICS.rejected()).record();
        shown.put(RejectedHeaders.SOURCE, "memtrace.inbox.org_a-0@42");
        assertThat(rejection.headers())
                .extracting(it -> it.key() + "=" + new String(it.value(), UTF_8))
                .containsExactlyInAnyOrderElementsOf(
                        shown.entrySet().stream()
                                .map(it -> it.getKey() + "=" + it.getValue())
                                .toList());
        assertThat(rejection.value()).isEqualTo(bytes(example.path("payload")));
    }

    @Test
    void a_server_that_is_secured_says_how() {
        var servers = AsyncApi.TREE.path("servers");

        assertThat(servers.at("/up").has("security")).isFalse();
        assertThat(servers.at("/cluster/protocol").textValue()).isEqualTo("kafka-secure");
        var scheme = servers.at("/cluster/security/0/$ref").textValue();
        assertThat(AsyncApi.TREE.at(scheme.substring(1) + "/type").textValue())
                .isEqualTo("scramSha512");
    }
}
