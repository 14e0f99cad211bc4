package dev.memtrace.query;

import static dev.memtrace.query.MemoryBuilder.NOON;
import static dev.memtrace.query.MemoryBuilder.aMemory;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arc.Sql;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.msgpack.core.MessagePack;

/** Rows that the original wrote: without ids, and without columns that it never needed. */
final class OriginalRowsIT {
    private static final List<String> TEXTS =
            List.of(
                    "org_id",
                    "agent_id",
                    "memory_type",
                    "event_type",
                    "content",
                    "tags_csv",
                    "dedup_key");

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

    /** All at the same moment. */
    private void store(String... contents) throws IOException, InterruptedException {
        var packer = MessagePack.newDefaultBufferPacker();
        packer.packMapHeader(2).packString("m").packString("events").packString("columns");
        packer.packMapHeader(TEXTS.size() + 1).packString("time").packArrayHeader(contents.length);
        for (var _ : contents) {
            packer.packLong(Sql.micros(NOON.minusSeconds(60)));
        }
        for (var column : TEXTS) {
            packer.packString(column).packArrayHeader(contents.length);
            for (var content : contents) {
                packer.packString(
                        switch (column) {
                            case "org_id" -> "org_a";
                            case "agent_id" -> "agent_a";
                            case "memory_type" -> "episodic";
                            case "event_type" -> "general";
                            case "tags_csv" -> "prod,x";
                            case "dedup_key" -> "key";
                            default -> content;
                        });
            }
        }
        try (var http = HttpClient.newHttpClient()) {
            var uri = bench.arc.uri().resolve("/api/v1/write/msgpack");
            var body = HttpRequest.BodyPublishers.ofByteArray(packer.toByteArray());
            var request =
                    HttpRequest.newBuilder(uri).header("x-arc-database", "memtrace").POST(body);
            var response = http.send(request.build(), HttpResponse.BodyHandlers.discarding());
            assertThat(response.statusCode()).isEqualTo(204);
        }
    }
}
