package dev.memtrace.query;

import static dev.memtrace.query.MemoryBuilder.NOON;
import static dev.memtrace.query.MemoryBuilder.aMemory;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that the original wrote: without ids, and without columns that it never needed. */
final class OriginalRowsIT {
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
    void rows_without_our_columns_are_read_with_ids_made_of_what_they_are() throws Exception {
        store("first", "first", "second", "third");

        var answer = bench.get("/api/v1/memories");
        assertThat(answer.contents("memories"))
                .containsExactlyInAnyOrder("first", "second", "third");
        assertThat(bench.get("/api/v1/memories").ids("memories")).isEqualTo(answer.ids("memories"));
        for (var found : answer.json().get("memories")) {
            assertThat(found.has("session_id")).isFalse();
            assertThat(found.has("importance")).isFalse();
            assertThat(bench.get("/api/v1/memories/" + found.get("id").asText()).json())
                    .isEqualTo(found);
        }
        assertThat(bench.get("/api/v1/memories?tags=prod&since=2h").ids("memories")).hasSize(3);
        assertThat(bench.get("/api/v1/sessions/s1/memories").ids("memories")).isEmpty();
    }

    @Test
    void pages_go_through_them() throws Exception {
        store("first", "first", "second", "third");

        var first = bench.get("/api/v1/memories?limit=2");
        var rest =
                bench.get(
                        "/api/v1/memories?limit=2&cursor="
                                + first.json().get("next_cursor").asText());

        assertThat(first.contents("memories")).hasSize(2);
        assertThat(rest.contents("memories")).hasSize(1);
        assertThat(rest.json().get("has_more").asBoolean()).isFalse();
        assertThat(bench.get("/api/v1/memories?offset=1").ids("memories")).hasSize(2);
    }

    @Test
    void their_ids_stay_when_our_rows_come_to_them() throws Exception {
        store("first", "second");
        var before = bench.get("/api/v1/memories").ids("memories");

        bench.store(aMemory().content("ours").at(NOON).build());

        var after = bench.get("/api/v1/memories");
        assertThat(after.contents("memories")).first().isEqualTo("ours");
        assertThat(after.ids("memories")).containsAll(before);
        assertThat(bench.get("/api/v1/memories/" + before.getFirst()).status()).isEqualTo(200);
    }

    private void store(String... contents) throws IOException, InterruptedException {
        OriginalRows.store(bench, "agent_a", contents);
    }
}
