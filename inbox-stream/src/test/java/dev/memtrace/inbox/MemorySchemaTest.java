package dev.memtrace.inbox;

import static dev.memtrace.inbox.InboxRecords.NOON;
import static dev.memtrace.inbox.InboxRecords.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.memory.DedupKey;
import dev.memtrace.core.memory.MemoryLimits;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.testkit.ApiContract;
import dev.memtrace.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema that producers get says what {@link InboxCheck} does. */
final class MemorySchemaTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String GOOD = "{\"agent_id\":\"a\",\"content\":\"looked\"}";

    /** Limits that the schema's description names, because a schema cannot tell them. */
    private static final Pattern BEYOND_A_SCHEMA =
            Pattern.compile(
                    "content must be at most 262144 bytes.*"
                            + "|metadata must be at most 65536 bytes.*"
                            + "|tags must be at most 100.*"
                            + "|time must be ISO 8601.*"
                            + "|time must be between 1971.*"
                            + "|the value has [0-9]+ bytes.*");

    private final InboxCheck check =
            new InboxCheck(InboxConfig.from(Settings.empty()), Clock.fixed(NOON, ZoneOffset.UTC));

    private Checked checked(byte[] value, String contentType) {
        var headers = Map.of(ContentType.HEADER, contentType);
        return check.check(new OrgId("org_a"), at(7, NOON.toEpochMilli(), value, headers));
    }

    private Checked checked(JsonNode value) {
        return checked(value.toString().getBytes(UTF_8), "application/json");
    }

    private static ObjectNode good() {
        return object(GOOD);
    }

    private static ObjectNode object(String json) {
        try {
            return JSON.readValue(json, ObjectNode.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void it_is_a_schema() {
        assertThat(MemorySchema.ownProblems()).isEmpty();
        assertThat(MemorySchema.TREE.path("$schema").textValue()).contains("2020-12");
    }

    @Test
    void it_allows_what_is_taken_in_and_refuses_the_rest_but_for_the_limits_that_it_names() {
        Seeds.forEach(
                2_000,
                chance -> {
                    var request = DrawnRequests.request(chance);

                    var problems = MemorySchema.problems(request);

                    switch (checked(request)) {
                        case Checked.Good(var memories, var _) -> {
                            assertThat(problems).isEmpty();
                            assertThat(checked(Msgpacked.of(request), "application/msgpack"))
                                    .isEqualTo(new Checked.Good(memories, List.of()));
                        }
                        case Checked.Bad(var reason, var _) -> {
                            if (problems.isEmpty()) {
                                assertThat(problems(reason))
                                        .allMatch(BEYOND_A_SCHEMA.asMatchPredicate());
                            }
                        }
                    }
                });
    }

    private static List<String> problems(String reason) {
        return Stream.of(reason.split("; "))
                .map(it -> it.replaceFirst("^memories\\[[0-9]+]: ", ""))
                .toList();
    }

    @Test
    void it_allows_whatever_comes_through_with_a_wrong_byte() {
        Seeds.forEach(
                2_000,
                chance -> {
                    var spoilt = DrawnRequests.spoilt(chance, GOOD);

                    if (checked(spoilt, "application/json") instanceof Checked.Good) {
                        assertThat(MemorySchema.problems(JSON.readTree(spoilt))).isEmpty();
                    }
                });
    }

    static Stream<Arguments> wrong() {
        var x64 = "x".repeat(64);
        return Stream.of(
                        wrong("agent_id", null, "", 7, true, List.of(), Map.of(), "1a", "a b", "ä"),
                        wrong("agent_id", "a\n", "_a", "a.b", x64 + x64 + "x"),
                        wrong("content", null, "", 7, false, List.of("x"), Map.of("x", 1)),
                        wrong("content", "x".repeat(262_145)),
                        wrong("session_id", 7, true, List.of(), Map.of(), "1a", "a b", "a\n"),
                        wrong("session_id", x64 + x64 + "x"),
                        wrong("memory_type", 7, true, List.of(), Map.of(), "1a", "a-b", x64 + "x"),
                        wrong("event_type", 7, true, List.of(), Map.of(), "1a", "a-b", x64 + "x"),
                        wrong("metadata", 7, "{}", true, List.of()),
                        wrong("tags", 7, "a", true, Map.of("a", 1), List.of(7), List.of(Map.of())),
                        wrong("tags", List.of("a", ""), List.of("a b"), List.of("a,b", "c")),
                        wrong("tags", List.of(x64 + "x"), Collections.singletonList(null)),
                        wrong("importance", "1", true, List.of(), Map.of(), -0.001, 1.001, 2, -1),
                        wrong("dedup_key", 7, true, List.of(), Map.of(), "x".repeat(257)),
                        wrong("dedup_key", "a\nb", "a\n", "\u0000", "\u007f", "\u0085", "\u009f"),
                        wrong("parent_id", 7, true, List.of(), Map.of(), "x".repeat(129)),
                        wrong("parent_id", "a\nb", "a\n", "\u0000", "\u007f", "\u0085", "\u009f"),
                        wrong(
                                "time",
                                7,
                                true,
                                List.of(),
                                Map.of(),
                                "soon",
                                "now",
                                "2h",
                                "20260213"),
                        wrong("time", "2026-13-01", "2026-2-3", "13.02.2026", "2026-02-32"),
                        wrong("time", "2026-02-13T10", "2026-02-13T25:00Z", "2026-02-13 10:00"),
                        wrong(
                                "time",
                                "2026-02-13T10:00:00z",
                                "2026-02-13T10:00:00Z\n",
                                "1969-12-31"),
                        wrong("time", "2026-02-13T10:61:00Z", "+12026-02-13", "T", "-1-01-01"),
                        wrong("memories", 7, "x", true, Map.of(), List.of(7), List.of(List.of())),
                        wrong("memories", List.of("x"), List.of(Map.of()), many(10_001)),
                        wrong("memories", Collections.singletonList(null)),
                        wrong("memories", List.of(Map.of("agent_id", "a", "content", 7))))
                .flatMap(it -> it);
    }

    private static Stream<Arguments> wrong(String field, Object... values) {
        return Stream.of(values == null ? new Object[] {null} : values)
                .map(value -> Arguments.of(field, JSON.<JsonNode>valueToTree(value)));
    }

    private static List<Object> many(int count) {
        return IntStream.range(0, count)
                .<Object>mapToObj(_ -> Map.of("agent_id", "a", "content", "x"))
                .toList();
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("wrong")
    void what_a_schema_can_tell_it_refuses_as_the_check_does(String field, JsonNode value) {
        var request = good();
        request.set(field, value);

        assertThat(checked(request)).isInstanceOf(Checked.Bad.class);
        assertThat(MemorySchema.problems(request)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"agent_id\":\"a\"}",
                "{\"content\":\"x\"}",
                "{\"memories\":[]}",
                "{\"memories\":null}",
                "{\"memories\":[{\"agent_id\":\"a\"}]}",
                "[]",
                "7",
                "\"x\"",
                "null"
            })
    void what_is_missing_is_refused_by_both(String json) throws IOException {
        assertThat(checked(json.getBytes(UTF_8), "application/json"))
                .isInstanceOf(Checked.Bad.class);
        assertThat(MemorySchema.problems(JSON.readTree(json))).isNotEmpty();
    }

    static Stream<Arguments> beyond() {
        var pair = "\ud83d\ude00";
        var tags = IntStream.range(0, 101).mapToObj(i -> "t" + i).toList();
        return Stream.of(
                beyond("content", "ä".repeat(131_073), "262,144 bytes"),
                beyond("metadata", Map.of("k", "x".repeat(65_530)), "65,536 bytes"),
                beyond("dedup_key", pair.repeat(129), "256"),
                beyond("parent_id", pair.repeat(65), "128 characters"),
                beyond("tags", tags, "100 different ones"),
                beyond("time", "2026-02-30", "that exist"),
                beyond("time", "1970-12-31", "1971-01-01T00:00:00Z"),
                beyond("time", NOON.plusSeconds(301).toString(), "five minutes after"),
                beyond("unknown", "x".repeat(1024 * 1024), "1 MiB"));
    }

    private static Arguments beyond(String field, Object value, String named) {
        return Arguments.of(field, JSON.<JsonNode>valueToTree(value), named);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("beyond")
    void what_a_schema_cannot_tell_its_description_names(
            String field, JsonNode value, String named) {
        var request = good();
        request.set(field, value);

        assertThat(checked(request)).isInstanceOf(Checked.Bad.class);
        assertThat(MemorySchema.problems(request)).isEmpty();
        assertThat(MemorySchema.TREE.path("description").textValue()).contains(named);
    }

    @Test
    void half_of_a_surrogate_pair_is_named_too() throws IOException {
        var json = "{\"agent_id\":\"a\",\"content\":\"\\ud800\"}";

        assertThat(checked(json.getBytes(UTF_8), "application/json"))
                .isInstanceOf(Checked.Bad.class);
        assertThat(MemorySchema.problems(JSON.readTree(json))).isEmpty();
        assertThat(MemorySchema.TREE.path("description").textValue()).contains("surrogate pair");
    }

    @Test
    void its_limits_are_those_of_the_code() {
        var memory = MemorySchema.TREE.at("/$defs/memory/properties");
        var several = MemorySchema.TREE.at("/oneOf/1/properties/memories");
        var limits = MemoryLimits.DEFAULTS;

        assertAll(
                () ->
                        assertThat(memory.at("/content/maxLength").intValue())
                                .isEqualTo(limits.contentBytesMax()),
                () ->
                        assertThat(memory.at("/dedup_key/maxLength").intValue())
                                .isEqualTo(DedupKey.LENGTH_MAX),
                () ->
                        assertThat(several.path("maxItems").intValue())
                                .isEqualTo(limits.batchItemsMax()));
    }

    @Test
    void what_it_allows_the_rest_apis_document_allows() throws IOException {
        var uri = "urn:memtrace:openapi";
        try (var in = ApiContract.class.getResourceAsStream("openapi.yaml")) {
            var document = new YAMLMapper().readTree(in).toString();
            var pointer = "/paths/~1api~1v1~1memories/post/requestBody/content/application~1json";
            var ofTheApi =
                    SchemaRegistry.withDefaultDialect(
                                    Dialects.getOpenApi31(),
                                    builder -> builder.schemas(Map.of(uri, document)))
                            .getSchema(SchemaLocation.of(uri + "#" + pointer + "/schema"));
            Seeds.forEach(
                    500,
                    chance -> {
                        var request = DrawnRequests.request(chance);

                        if (MemorySchema.problems(request).isEmpty()) {
                            assertThat(ofTheApi.validate(request)).isEmpty();
                        }
                    });
        }
    }

    @Test
    @EnabledIfSystemProperty(
            named = "memories",
            matches = ".+",
            disabledReason = "-Dmemories=... names a file of create-requests, one a line")
    void every_line_of_a_file_is_valid_and_taken_in() throws IOException {
        var lines = Files.readAllLines(Path.of(System.getProperty("memories")));

        assertThat(lines).isNotEmpty();
        assertThat(lines).allMatch(line -> MemorySchema.problems(object(line)).isEmpty());
        assertThat(lines).allMatch(line -> checked(object(line)) instanceof Checked.Good);
    }
}
