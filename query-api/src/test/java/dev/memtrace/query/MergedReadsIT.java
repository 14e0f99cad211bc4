package dev.memtrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.Memory;
import dev.memtrace.testkit.Chance;
import dev.memtrace.testkit.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same questions to Arc alone, to the tail alone, and to both with some memories in each and
 * some in both: the answers are equal.
 */
final class MergedReadsIT {
    private static final Instant NOON = MemoryBuilder.NOON;
    private static final int MEMORIES = 120;
    private static final int QUESTIONS = 60;

    /** What lower case is hard for, and what lies beside it. */
    private static final List<String> WORDS =
            List.of(
                    "deploy",
                    "Deploy",
                    "DEPLOY",
                    "straße",
                    "STRASSE",
                    "\u0130stanbul",
                    "istanbul",
                    "\u0131sparta",
                    "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2",
                    "\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c3",
                    "\u00c9t\u00e9",
                    "\u00e9t\u00e9",
                    "\u212aelvin",
                    "kelvin",
                    "\ufb01n",
                    "\u01c5ungla",
                    "\u01c4",
                    "\u01c6",
                    "\ud801\udc00\ud801\udc28",
                    "\ud83d\ude80",
                    "100%",
                    "a_b",
                    "it's",
                    "\\",
                    "\n");

    @TempDir private Path directory;

    @TestFactory
    Stream<DynamicTest> tail_and_arc_answer_as_one() {
        return Seeds.tests(3, this::ask);
    }

    private void ask(Chance chance) throws Exception {
        try (var stored = bench("stored");
                var recent = bench("recent");
                var both = bench("both")) {
            var all = new ArrayList<Memory>();
            for (int i = 0; i < MEMORIES; i++) {
                all.add(memory(chance));
            }
            stored.store(all);
            recent.tail.add(all);
            both.store(all.subList(0, MEMORIES * 2 / 3));
            both.store(all.subList(0, MEMORIES / 2)); // replayed
            both.tail.add(all.subList(MEMORIES / 3, MEMORIES)); // a third is in both
            for (int i = 0; i < QUESTIONS; i++) {
                var question = question(chance);
                var answer = pages(stored, question, chance.within(1, 40), chance.onceIn(2));
                assertThat(pages(recent, question, 1 + chance.within(0, 40), chance.onceIn(2)))
                        .as("from the tail: %s", question)
                        .isEqualTo(answer);
                assertThat(pages(both, question, 1 + chance.within(0, 40), chance.onceIn(2)))
                        .as("from both: %s", question)
                        .isEqualTo(answer);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> tail_and_arc_make_one_context() {
        return Seeds.tests(3, this::askForContexts);
    }

    private void askForContexts(Chance chance) throws Exception {
        try (var stored = bench("stored");
                var recent = bench("recent");
                var both = bench("both")) {
            var all = Stream.generate(() -> memory(chance)).limit(MEMORIES).toList();
            stored.store(all);
            recent.tail.add(all);
            both.store(all.subList(0, MEMORIES * 2 / 3));
            for (int copies = chance.within(0, 4); copies > 0; copies--) {
                both.store(all.subList(0, MEMORIES / 2));
            }
            both.tail.add(all.subList(MEMORIES / 3, MEMORIES));
            for (int i = 0; i < QUESTIONS; i++) {
                var path = "/api/v1/sessions/sess_" + chance.within(0, 3) + "/context";
                var body = "{\"max_tokens\":" + chance.within(1, 1_500) + "}";
                var answer = stored.post(path, body).json();
                assertThat(recent.post(path, body).json()).as("tail: %s", body).isEqualTo(answer);
                assertThat(both.post(path, body).json()).as("both: %s", body).isEqualTo(answer);
            }
        }
    }

    private QueryBench bench(String name) throws Exception {
        return new QueryBench(Files.createDirectory(directory.resolve(name + System.nanoTime())));
    }

    private static Memory memory(Chance chance) {
        var content = new StringBuilder();
        for (int i = chance.within(0, 4); i > 0; i--) {
            content.append(chance.oneOf(WORDS)).append(chance.onceIn(2) ? " " : "");
        }
        var memory =
                MemoryBuilder.aMemory()
                        .agent("agent_" + chance.within(0, 2))
                        .type(chance.oneOf(List.of("episodic", "decision", "own_type")))
                        .eventType(chance.oneOf(List.of("general", "error", "Error")))
                        .content(content + ".")
                        .importance(chance.oneOf(List.of(0.0, 0.1, 0.3, 0.5, 1.0)))
                        .tags(tags(chance))
                        // Few different times, so that ids have to decide.
                        .at(
                                NOON.minusMillis(chance.within(0, 30))
                                        .minusNanos(1_000L * chance.within(0, 1)));
        if (chance.onceIn(2)) {
            memory.session("sess_" + chance.within(0, 2));
        }
        return memory.build();
    }

    private static String[] tags(Chance chance) {
        return List.of("a", "aa", "b", "A", "a.b").stream()
                .filter(_ -> chance.onceIn(3))
                .toArray(String[]::new);
    }

    private static String question(Chance chance) {
        var parameters = new TreeMap<String, String>();
        maybe(chance, parameters, "agent_id", "agent_" + chance.within(0, 3));
        maybe(chance, parameters, "session_id", "sess_" + chance.within(0, 2));
        maybe(
                chance,
                parameters,
                "memory_type",
                chance.oneOf(List.of("episodic", "decision,own_type")));
        maybe(chance, parameters, "event_type", chance.oneOf(List.of("error", "general,Error")));
        maybe(chance, parameters, "tags", chance.oneOf(List.of("a", "aa", "a,b", "A")));
        maybe(chance, parameters, "min_importance", chance.oneOf(List.of("0", "0.1", "0.3")));
        maybe(chance, parameters, "max_importance", chance.oneOf(List.of("0", "0.5", "1")));
        maybe(chance, parameters, "since", NOON.minusMillis(chance.within(0, 30)).toString());
        maybe(chance, parameters, "until", NOON.minusMillis(chance.within(0, 30)).toString());
        var word = chance.oneOf(WORDS).strip();
        if (!word.isEmpty()) {
            maybe(chance, parameters, "content_contains", word);
        }
        parameters.put("order", chance.onceIn(2) ? "asc" : "desc");
        return parameters.entrySet().stream()
                .map(it -> it.getKey() + "=" + QueryBench.encoded(it.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static void maybe(
            Chance chance, Map<String, String> parameters, String name, String value) {
        if (chance.onceIn(4)) {
            parameters.put(name, value);
        }
    }

    /** All ids that the question means, in order, as its pages show them. */
    private static List<String> pages(
            QueryBench bench, String question, int limit, boolean byCursor) {
        var ids = new ArrayList<String>();
        var place = "";
        while (true) {
            var path = "/api/v1/memories?limit=" + limit + "&" + question + place;
            var answer = bench.get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            var page = answer.ids("memories");
            ids.addAll(page);
            assertThat(answer.json().get("count").asInt()).isEqualTo(page.size());
            if (!answer.json().get("has_more").asBoolean()) {
                return ids;
            }
            assertThat(page).hasSize(limit);
            place =
                    byCursor
                            ? "&cursor=" + answer.json().get("next_cursor").asText()
                            : "&offset=" + ids.size();
        }
    }
}
