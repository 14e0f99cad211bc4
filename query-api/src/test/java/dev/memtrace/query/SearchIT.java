package dev.memtrace.query;

import static dev.memtrace.query.MemoryBuilder.NOON;
import static dev.memtrace.query.MemoryBuilder.aMemory;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.service.Json;
import dev.memtrace.testkit.Chance;
import dev.memtrace.testkit.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Search over a real store. */
final class SearchIT {
    @TempDir private Path directory;
    private QueryBench bench;

    @BeforeEach
    void start() {
        bench = new QueryBench(directory);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void types_are_any_of_and_tags_are_all_of() {
        bench.store(
                aMemory().content("a").type("decision").eventType("error").tags("x").build(),
                aMemory().content("b").type("entity").tags("x", "y").build(),
                aMemory().content("c").tags("x", "y").build());

        var answer =
                bench.post(
                        "/api/v1/search",
                        """
                        {"memory_types":["decision","entity"],"event_types":["error","general"],"tags":["x"]}""");

        assertThat(answer.contents("results")).containsExactlyInAnyOrder("a", "b");
        assertThat(answer.json().get("count").asInt()).isEqualTo(2);
        assertThat(answer.json().get("has_more").asBoolean()).isFalse();
        assertThat(answer.json().get("query_time_ms").isIntegralNumber()).isTrue();
        assertThat(bench.post("/api/v1/search", "{\"tags\":[\"y\",\"x\"]}").contents("results"))
                .containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void a_search_goes_on_from_a_cursor() {
        for (int i = 0; i < 5; i++) {
            bench.store(aMemory().content("m" + i).at(NOON.minusSeconds(i)).build());
        }

        var first = bench.post("/api/v1/search", "{\"limit\":3}");
        var cursor = first.json().get("next_cursor").asText();
        var second = bench.post("/api/v1/search", "{\"limit\":3,\"cursor\":\"" + cursor + "\"}");

        assertThat(first.contents("results")).containsExactly("m0", "m1", "m2");
        assertThat(second.contents("results")).containsExactly("m3", "m4");
    }

    @Test
    void a_search_for_nothing_in_particular_finds_everything() {
        bench.store(aMemory().build());

        assertThat(bench.postNothing("/api/v1/search").json().get("count").asInt()).isEqualTo(1);
        assertThat(
                        bench.post(
                                        "/api/v1/search",
                                        "{\"agent_id\":null,\"session_id\":\"\",\"tags\":[]}")
                                .json()
                                .get("count")
                                .asInt())
                .isEqualTo(1);
    }

    /** A question in JSON, and the same question put to a memory. */
    private record Question(ObjectNode body, List<Predicate<Memory>> conditions) {
        void with(Predicate<Memory> condition) {
            conditions.add(condition);
        }

        boolean means(Memory memory) {
            return conditions.stream().allMatch(condition -> condition.test(memory));
        }
    }

    @Test
    void a_search_finds_exactly_what_is_meant() {
        var stored = new ArrayList<Memory>();
        var words = List.of("alpha", "BETA", "Ünï", "\\", "'", "__STR_0__", "%", "\n");
        Seeds.forEach(
                15,
                chance -> {
                    for (int i = 0; i < 30; i++) {
                        stored.add(random(chance, words));
                    }
                    bench.store(stored.subList(stored.size() - 30, stored.size()));
                    for (int i = 0; i < 15; i++) {
                        check(question(chance, words), stored);
                    }
                });
    }

    private void check(Question question, List<Memory> stored) {
        var expected =
                stored.stream()
                        .filter(question::means)
                        .sorted(Comparator.comparing(Position::of).reversed())
                        .map(memory -> memory.id().toString())
                        .toList();
        var body = question.body().toString();
        var answer = bench.post("/api/v1/search", body);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(answer.ids("results")).as(body).isEqualTo(expected);
    }

    private static Memory random(Chance chance, List<String> words) {
        var builder =
                aMemory()
                        .agent("agent_" + chance.within(0, 2))
                        .type(chance.oneOf(List.of("episodic", "decision")))
                        .eventType(chance.oneOf(List.of("general", "error")))
                        .content(chance.oneOf(words) + chance.nastyText(20) + chance.oneOf(words))
                        .tags(chance.oneOf(List.of("a", "ab")), chance.oneOf(List.of("b", "bc")))
                        .importance(chance.within(0, 4) / 4.0)
                        .at(NOON.minusSeconds(chance.within(1, 20)));
        return chance.onceIn(2) ? builder.build() : builder.session("s1").build();
    }

    private static Question question(Chance chance, List<String> words) {
        var question = new Question(Json.MAPPER.createObjectNode(), new ArrayList<>());
        question.body().put("limit", 1_000);
        if (chance.onceIn(3)) {
            question.body().put("agent_id", "agent_1");
            question.with(memory -> memory.agent().value().equals("agent_1"));
        }
        if (chance.onceIn(3)) {
            question.body().put("session_id", "s1");
            question.with(memory -> memory.session().isPresent());
        }
        if (chance.onceIn(3)) {
            question.body().putArray("memory_types").add("decision").add("entity");
            question.with(memory -> memory.type().value().equals("decision"));
        }
        if (chance.onceIn(3)) {
            question.body().putArray("tags").add("a").add("b");
            question.with(memory -> Set.copyOf(memory.tags()).equals(Set.of("a", "b")));
        }
        if (chance.onceIn(3)) {
            double min = chance.within(0, 4) / 4.0;
            question.body().put("min_importance", min);
            question.with(memory -> memory.importance() >= min);
        }
        if (chance.onceIn(3)) {
            var word = chance.oneOf(words);
            question.body().put("content_contains", word.toUpperCase(java.util.Locale.ROOT));
            question.with(memory -> lower(memory.content()).contains(lower(word)));
        }
        if (chance.onceIn(3)) {
            var since = NOON.minusSeconds(chance.within(1, 20));
            question.body().put("since", since.toString());
            question.with(memory -> !memory.time().isBefore(since));
        }
        return question;
    }

    private static String lower(String text) {
        return text.toLowerCase(java.util.Locale.ROOT);
    }
}
