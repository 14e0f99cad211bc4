package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.FreePort;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code memtrace tail} beside {@code memtrace up}. */
final class TailIT {
    @TempDir private Path folder;

    private static FutureTask<CommandRun> tail(Up up, String... arguments) {
        return tail(up.url().toString(), arguments);
    }

    private static FutureTask<CommandRun> tail(String url, String... arguments) {
        var all =
                Stream.concat(
                                Stream.of("tail", "--url", url + "/", "--api-key", ApiClient.KEY),
                                Stream.of(arguments))
                        .toArray(String[]::new);
        var run = new FutureTask<>(() -> CommandRun.of(Map.of(), all));
        Thread.startVirtualThread(run);
        return run;
    }

    private static void post(Up up, String agent, String content) {
        var memory =
                "{\"agent_id\":\"%s\",\"content\":\"%s\",\"tags\":[\"t1\",\"t2\"]}"
                        .formatted(agent, content);
        assertThat(up.post("/api/v1/memories", memory).status()).isEqualTo(201);
    }

    private static void awaitStreams(Up up, int count) {
        Eventually.equal(count, () -> Integer.parseInt(up.metric("query_streams")));
    }

    @Test
    void it_shows_what_is_accepted_each_in_a_line_also_beyond_a_crash_of_the_server()
            throws Exception {
        var data = folder.resolve("data");
        FutureTask<CommandRun> all;
        FutureTask<CommandRun> some;
        int port;
        try (var up = Up.start(data)) {
            port = up.url().getPort();
            all = tail(up, "-n", "4");
            awaitStreams(up, 1);
            some = tail(up, "--json", "-n", "1", "--agent", "a2", "--tag", "t2,t1");
            awaitStreams(up, 2);
            post(up, "a1", "first, of\\ntwo lines and \\u001b[31mred");
            post(up, "a2", "second");

            var json = some.get(30, TimeUnit.SECONDS).done().json();
            assertThat(json.get("content").asText()).isEqualTo("second");
            up.process().kill9();
        }
        try (var up = Up.start(data, port)) {
            awaitStreams(up, 1);
            post(up, "a1", "third");
            post(up, "a1", "fourth");

            var run = all.get(30, TimeUnit.SECONDS).done();
            assertThat(run.lines())
                    .map(line -> line.replaceFirst("^2[0-9TZ:.-]+  ", ""))
                    .containsExactlyInAnyOrder(
                            "a1  episodic  first, of two lines and [31mred",
                            "a2  episodic  second",
                            "a1  episodic  third",
                            "a1  episodic  fourth");
            assertThat(run.err()).contains("memtrace: the stream broke off; going on where it was");
            assertThat(CommandRun.of(Map.of(), "tail", "--url", up.url().toString()).refusal())
                    .contains("the server answered 401: missing API key");
            assertThat(tail(up, "--min-importance", "7").get(30, TimeUnit.SECONDS).refusal())
                    .contains("min_importance must be within 0..1");
        }
    }

    @Test
    void what_cannot_be_done_is_said_in_one_sentence() throws Exception {
        var nobody = "http://localhost:" + FreePort.find();

        assertThat(tail(nobody).get(30, TimeUnit.SECONDS).refusal())
                .contains("nothing answers at " + nobody + "/; is memtrace up?");
        assertThat(tail("ftp://a").get(30, TimeUnit.SECONDS).refusal())
                .contains("--url must be an address such as http://localhost:9100");
        assertThat(tail(nobody, "-n", "0").get(30, TimeUnit.SECONDS).refusal())
                .contains("--count must be at least 1, got 0");
    }
}
