package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.testkit.FreePort;
import java.io.IOException;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path folder;

    @Test
    void the_console_shows_our_own_lines_and_a_stop_in_order_loses_nothing() {
        var data = folder.resolve("data");
        String id;
        try (var up = Up.start(data)) {
            id =
                    up.post("/api/v1/memories", "{\"agent_id\":\"a1\",\"content\":\"kept\"}")
                            .body()
                            .path("id")
                            .asText();
            long start = System.nanoTime();
            up.process().terminate();
            up.process().awaitExit(PATIENCE);

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(10));
            assertThat(up.process().lines())
                    .allMatch(
                            line ->
                                    line.startsWith("memtrace ")
                                            || line.startsWith("memtrace: ") // the launcher
                                            || line.startsWith("the admin API key"));
            assertThat(up.process().lines().getLast()).isEqualTo("memtrace has stopped");
        }

        try (var up = Up.start(data)) {
            Eventually.equal(200, () -> up.get("/api/v1/memories/" + id).status());
            assertThat(
                            up.post(
                                            "/api/v1/memories",
                                            "{\"agent_id\":\"a1\",\"content\":\"kept\"}")
                                    .status())
                    .isEqualTo(409);
        }
    }

    @Test
    void a_second_instance_on_the_same_directory_says_so_and_leaves_the_first_alone() {
        var data = folder.resolve("data");
        try (var first = Up.start(data);
                var second = Up.run(data, FreePort.find())) {
            assertThat(second.awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(second.lines())
                    .contains(
                            "memtrace: another memtrace uses the data directory "
                                    + data
                                    + "; stop it, or choose another with --data");
            assertThat(first.get("/health").status()).isEqualTo(200);
        }
    }

    @Test
    void a_port_in_use_is_one_sentence() throws IOException {
        try (var other = new ServerSocket(0);
                var up = Up.run(folder.resolve("data"), other.getLocalPort())) {
            assertThat(up.awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(up.lines().getLast())
                    .startsWith("memtrace: cannot listen on 127.0.0.1:" + other.getLocalPort())
                    .contains("choose another with --port");
        }
    }

    @Test
    void a_directory_that_cannot_be_written_to_is_one_sentence() throws IOException {
        var file = Files.createFile(folder.resolve("file"));
        try (var up = Up.run(file, FreePort.find())) {
            assertThat(up.awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(up.lines().getLast())
                    .isEqualTo(
                            "memtrace: the data directory "
                                    + file
                                    + " cannot be written to; choose another with --data");
        }
    }

    @Test
    void an_import_killed_in_the_middle_and_run_again_stores_every_memory_once()
            throws IOException {
        var data = folder.resolve("data");
        var file = TestData.file(folder.resolve("memories.ndjson"), 3_000, 1_200);
        try (var up = Up.start(data)) {
            var importing = Thread.ofVirtual().start(() -> up.importFile(file, new StringWriter()));
            Eventually.atLeast(
                    300, () -> up.get("/api/v1/memories?limit=1000").body().path("count").asInt());
            up.process().kill9();
            importing.interrupt();
        }

        try (var up = Up.start(data)) {
            var out = new StringWriter();
            assertThat(up.importFile(file, out)).as(out.toString()).isZero();

            Eventually.equal(1_200, () -> StoredMemories.of(up).size());
            // Nothing more comes: what is in flight is written within a second or two of its
            // verdict.
            assertThat(StoredMemories.of(up)).hasSize(1_200).doesNotHaveDuplicates();
            var again = new StringWriter();
            assertThat(up.importFile(file, again)).isZero();
            assertThat(again.toString()).contains("0 accepted, 3000 duplicates, 0 rejected");
            assertThat(StoredMemories.of(up)).hasSize(1_200).doesNotHaveDuplicates();
        }
    }

    @Test
    void an_import_names_the_line_of_every_memory_that_is_refused() throws IOException {
        var file =
                Files.writeString(
                        folder.resolve("mixed.ndjson"),
                        """
                {"agent_id":"a1","content":"one"}
                not json

                {"agent_id":"a1"}
                {"agent_id":"a1","content":"two"}
                {"agent_id":"a1","content":"one"}
                """
                                + nested(1_200)
                                + nested(999));
        try (var up = Up.start(folder.resolve("data"))) {
            var out = new StringWriter();

            assertThat(up.importFile(file, out)).isEqualTo(1);

            assertThat(out.toString())
                    .contains("line 2: is not valid JSON")
                    .contains("line 4: content is required")
                    .contains("line 7: is not valid JSON")
                    .contains("line 8: the body passes a limit of JSON")
                    .contains("2 accepted, 1 duplicates, 4 rejected");
        }
    }

    /** So deep that our parser refuses it, or only the server's, which sees the batch around it. */
    private static String nested(int depth) {
        return "{\"agent_id\":\"a1\",\"content\":\"deep\",\"metadata\":"
                + "{\"a\":".repeat(depth - 1)
                + "1"
                + "}".repeat(depth - 1)
                + "}\n";
    }
}
