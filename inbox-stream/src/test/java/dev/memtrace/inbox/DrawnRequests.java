package dev.memtrace.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.testkit.Chance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Values of inbox records: right ones, wrong ones, and such that are nearly right. */
final class DrawnRequests {
    private static final JsonMapper JSON = new JsonMapper();

    private static final int WRONG_ONCE_IN = 40;

    private static final List<String> TIMES =
            List.of(
                    "2026-02-13T10:00:00Z",
                    "2026-02-13T10:00:00.123456789Z",
                    "2026-02-13T10:00:00.Z",
                    "2026-02-13T10:00",
                    "2026-02-13T10:00:00.5",
                    "2026-02-13T10:00:00+01:00",
                    "2026-02-13T10:00+0100",
                    "2026-02-13T10:00-1",
                    "2026-02-13T24:00:00Z",
                    "2016-12-31T23:59:60Z",
                    "2026-02-13",
                    "1970-12-31T23:30:00-01:00",
                    "2026-02-13T12:05:00Z");

    /** Whatever a client may send in place of what is right. */
    private static final List<Object> ODD =
            Stream.of(
                            odd(null, true, 0, 7, -1, 1.5, -0.01, 1.01, 1e300, -0.0),
                            odd("", "a", "1a", "a b!", "a\n", "\u0000", "a\u0085", "-", "a.b", "ä"),
                            odd(repeated(64), repeated(65), repeated(128), repeated(129)),
                            odd(repeated(256), repeated(257), repeated(70_000)),
                            odd("2h", "now", "soon", "13.02.2026", "2026-13-01", "2026-2-1"),
                            odd("2026-02-30", "1969-12-31T23:59:59Z", "9999-01-01", "12026-01-01"),
                            odd("2026-02-13t10:00:00Z", "2026-02-13 10:00", "2026-02-13T10"),
                            odd("2026-02-13T10:00:00Z\n", "2026-02-13T10:00:00,5Z"),
                            odd(List.of(), List.of(1), List.of("a", "a"), List.of("a b", "c")),
                            odd(List.of(List.of()), List.of(""), List.of("a\n")),
                            odd(tags(100), tags(101), twice(tags(100))),
                            odd(Map.of(), Map.of("a", 1), Map.of("a", repeated(70_000))))
                    .flatMap(List::stream)
                    .toList();

    /** Beside those, in place of a content: on both sides of 262,144 bytes. */
    private static final List<String> LARGE =
            List.of(
                    repeated(262_144),
                    repeated(262_145),
                    "ä".repeat(131_072),
                    "ä".repeat(131_073),
                    "\ud83d\ude00".repeat(65_536),
                    "\ud83d\ude00".repeat(65_537));

    private DrawnRequests() {}

    private static List<Object> odd(Object... values) {
        return new ArrayList<>(Arrays.asList(values));
    }

    private static String repeated(int count) {
        return "x".repeat(count);
    }

    private static List<String> tags(int count) {
        return IntStream.range(0, count).mapToObj(i -> "t" + i).toList();
    }

    private static List<String> twice(List<String> tags) {
        return Stream.concat(tags.stream(), tags.stream()).toList();
    }

    /** Bytes of any kind. */
    static byte[] noise(Chance chance) {
        var value = new byte[chance.within(1, 200)];
        chance.generator().nextBytes(value);
        return value;
    }

    /** This text with one byte changed. */
    static byte[] spoilt(Chance chance, String text) {
        var spoilt = text.getBytes(UTF_8);
        spoilt[chance.within(0, spoilt.length - 1)] = (byte) chance.within(0, 255);
        return spoilt;
    }

    /** A create-request; about every other one has something odd in it. */
    static ObjectNode request(Chance chance) {
        var request = JSON.createObjectNode();
        if (chance.onceIn(3)) {
            int count = chance.onceIn(5) ? 0 : chance.within(1, 4);
            var memories = request.putArray("memories");
            for (int i = 0; i < count; i++) {
                memories.add(chance.onceIn(WRONG_ONCE_IN) ? oddValue(chance) : memory(chance));
            }
        } else if (chance.onceIn(20)) {
            request.set("memories", oddValue(chance));
        }
        if (!request.has("memories") || chance.onceIn(4)) {
            request.setAll(memory(chance));
        }
        return request;
    }

    private static ObjectNode memory(Chance chance) {
        var memory = JSON.createObjectNode();
        right(chance)
                .forEach(
                        (field, value) -> {
                            if (!chance.onceIn(WRONG_ONCE_IN)) {
                                memory.set(field, JSON.valueToTree(value));
                            } else if (!chance.onceIn(3)) {
                                memory.set(field, oddValue(chance));
                            }
                        });
        if (chance.onceIn(WRONG_ONCE_IN)) {
            memory.put("content", chance.oneOf(LARGE));
        }
        return memory;
    }

    private static Map<String, Object> right(Chance chance) {
        var fields = new HashMap<String, Object>();
        fields.put("agent_id", chance.identifier());
        fields.put("content", "x" + chance.nastyText(500));
        var more = new HashMap<String, Object>();
        more.put("session_id", chance.identifier());
        more.put("memory_type", chance.oneOf(List.of("decision", "episodic", "", "of_my_own")));
        more.put("event_type", "e" + chance.within(0, 99));
        more.put("metadata", Map.of("n", chance.within(0, 9), "s", chance.nastyText(20)));
        more.put("tags", tags(chance.within(0, 5)));
        more.put("importance", chance.within(0, 100) / 100.0);
        more.put("dedup_key", withoutLineEnds(chance, 256));
        more.put("parent_id", withoutLineEnds(chance, 128));
        more.put("time", chance.oneOf(TIMES));
        more.put("unknown", chance.within(0, 9));
        more.forEach(
                (field, value) -> {
                    if (chance.onceIn(3)) {
                        fields.put(field, value);
                    }
                });
        return fields;
    }

    /** Now and then with controls all the same. */
    private static String withoutLineEnds(Chance chance, int charsMax) {
        var text = chance.nastyText(charsMax);
        return chance.onceIn(10)
                ? text
                : text.chars()
                        .filter(it -> !Character.isISOControl(it))
                        .collect(
                                StringBuilder::new,
                                (to, c) -> to.append((char) c),
                                StringBuilder::append)
                        .toString();
    }

    private static JsonNode oddValue(Chance chance) {
        return JSON.valueToTree(chance.oneOf(ODD));
    }
}
