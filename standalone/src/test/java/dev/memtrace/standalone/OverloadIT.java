package dev.memtrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.config.Settings;
import dev.memtrace.testkit.ApiAnswer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be taken in is refused before anything of it is written. */
class OverloadIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MIB = 1024 * 1024;

    @TempDir private Path folder;

    private static String memory(String content) {
        return "{\"agent_id\":\"a1\",\"content\":\"" + content + "\"}";
    }

    private static String batch(Stream<String> contents) {
        return contents.map(OverloadIT::memory)
                .collect(Collectors.joining(",", "{\"memories\":[", "]}"));
    }

    private static void assertRefused(ApiAnswer answer, String reason) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 30L);
        assertThat(answer.body().path("error").asText())
                .isEqualTo(reason + "; nothing was written, try again");
    }

    @Test
    void posts_are_refused_while_dedup_is_too_far_behind_and_all_that_was_taken_is_judged_later() {
        try (var service =
                Judged.start(
                        folder,
                        s ->
                                s.with("ingest.dedup_lag_max", "100")
                                        .with("ingest.verdict_wait", "1s"))) {
            service.stopDedup();
            var taken = new ArrayList<>(List.of("taken 0"));
            var late = service.post(memory(taken.getFirst()), "Prefer", "wait=1");
            assertThat(late.status()).isEqualTo(202);
            await().atMost(PATIENCE).until(() -> isRefused(service, taken));
            assertRefused(service.post(memory("one more")), "dedup is behind");
            assertThat(taken).hasSizeGreaterThan(100);
            assertThat(service.written()).isEqualTo(taken.size());
            var command = service.send("POST", "/api/v1/sessions", "{\"agent_id\":\"a\"}");
            assertThat(command.status()).isEqualTo(503);
            assertThat(command.body().path("error").asText())
                    .as("it does not wait behind memories")
                    .isEqualTo("the directory did not decide in time; it may still do so");

            service.startDedup();

            await().atMost(PATIENCE).until(() -> service.post(memory("at last")).status() == 201);
            var repeats = service.post(batch(taken.stream())).body();
            assertThat(repeats.path("memories")).isEmpty();
            assertThat(repeats.path("duplicates")).hasSize(taken.size());
            assertThat(repeats.has("pending")).isFalse();
        }
    }

    /** Posts ten memories; notes them unless that is refused. */
    private static boolean isRefused(Judged service, List<String> taken) {
        int first = taken.size();
        var contents = IntStream.range(first, first + 10).mapToObj(i -> "taken " + i).toList();
        var answer = service.post(batch(contents.stream()), "Prefer", "respond-async");
        if (answer.status() == 202) {
            taken.addAll(contents);
            return false;
        }
        assertRefused(answer, "dedup is behind");
        return true;
    }

    @Test
    void posts_are_refused_while_too_many_wait_and_those_that_wait_get_their_verdicts() {
        try (var service =
                Judged.start(
                        folder,
                        s ->
                                s.with("ingest.waiting_max", "2")
                                        .with("ingest.verdict_wait", "60s"))) {
            service.stopDedup();
            var waiting =
                    Stream.of("first", "second")
                            .map(it -> later(() -> service.post(memory(it))))
                            .toList();
            await().atMost(PATIENCE).until(() -> service.written() == 2);

            assertRefused(service.post(memory("third")), "too many requests wait");
            assertThat(service.written()).isEqualTo(2);

            service.startDedup();
            assertThat(waiting)
                    .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(201));
            assertThat(service.post(memory("third")).status()).isEqualTo(201);
        }
    }

    @Test
    void commands_are_refused_while_too_many_requests_wait_and_those_that_wait_are_decided() {
        try (var service =
                Judged.start(
                        folder,
                        s ->
                                s.with("ingest.waiting_max", "2")
                                        .with("ingest.verdict_wait", "60s"))) {
            service.stopDedup();
            long before = service.commanded();
            var agent = "{\"name\":\"crawler\"}";
            var session = "{\"agent_id\":\"crawler\"}";
            var waiting =
                    List.of(
                            later(() -> service.send("POST", "/api/v1/agents", agent)),
                            later(() -> service.send("POST", "/api/v1/sessions", session)));
            await().atMost(PATIENCE).until(() -> service.commanded() == before + 2);

            var refused = "too many requests wait";
            assertRefused(service.send("POST", "/api/v1/agents", agent), refused);
            assertRefused(service.send("DELETE", "/api/v1/agents/crawler", ""), refused);
            assertRefused(service.send("POST", "/api/v1/sessions", session), refused);
            var close = "{\"status\":\"closed\"}";
            assertRefused(service.send("PUT", "/api/v1/sessions/sess_a", close), refused);
            assertRefused(service.post(memory("third")), refused);
            assertThat(service.commanded()).isEqualTo(before + 2);
            assertThat(service.written()).isZero();

            service.startDedup();
            assertThat(waiting)
                    .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(201));
            assertThat(service.send("DELETE", "/api/v1/agents/crawler", "").status())
                    .isEqualTo(204);
        }
    }

    @Test
    void commands_are_refused_while_too_many_bytes_wait_and_those_without_a_body_fit_in() {
        try (var service = Judged.start(folder, OverloadIT::ofOneMebibyte)) {
            service.stopDedup();
            long before = service.commanded();
            var padding = " ".repeat(MIB - 1_024);
            var large =
                    later(
                            () ->
                                    service.send(
                                            "POST",
                                            "/api/v1/agents",
                                            "{\"name\":\"crawler\"}" + padding));
            await().atMost(PATIENCE).until(() -> service.commanded() == before + 1);

            var session = "{\"agent_id\":\"crawler\"}" + padding;
            assertRefused(service.send("POST", "/api/v1/sessions", session), "too many bytes wait");
            var bodyless = later(() -> service.send("DELETE", "/api/v1/agents/other", ""));
            await().atMost(PATIENCE).until(() -> service.commanded() == before + 2);

            service.startDedup();
            assertThat(large.join().status()).isEqualTo(201);
            assertThat(bodyless.join().status()).isEqualTo(404);
        }
    }

    private static CompletableFuture<ApiAnswer> later(Supplier<ApiAnswer> request) {
        return CompletableFuture.supplyAsync(request);
    }

    @Test
    void posts_are_refused_while_too_many_bytes_wait_and_small_ones_still_fit_in() {
        try (var service = Judged.start(folder, OverloadIT::ofOneMebibyte)) {
            service.stopDedup();
            var large = later(() -> service.post(large("waits")));
            await().atMost(PATIENCE).until(() -> service.written() == 4);

            assertRefused(service.post(large("is refused")), "too many bytes wait");
            assertThat(service.written()).isEqualTo(4);
            var small = service.post(memory("small"), "Prefer", "respond-async");
            assertThat(small.status()).isEqualTo(202);

            service.startDedup();
            assertThat(large.join().status()).isEqualTo(201);
        }
    }

    /** More than half a mebibyte, in four memories. */
    private static String large(String content) {
        return batch(IntStream.range(0, 4).mapToObj(i -> content + i + "x".repeat(MIB / 6)));
    }

    @Test
    void a_body_as_large_as_all_that_may_wait_is_let_in_announced_or_not() {
        try (var service = Judged.start(folder, OverloadIT::ofOneMebibyte)) {
            var body = memory("as large as may be");
            var padded = body + " ".repeat(MIB - body.length());

            var announced = service.post(padded);
            var chunked = service.postUnannounced(padded);

            assertThat(announced.status()).isEqualTo(201);
            assertThat(chunked.status()).isEqualTo(409);
        }
    }

    private static Settings ofOneMebibyte(Settings settings) {
        return settings.with("server.body_bytes_max", String.valueOf(MIB))
                .with("ingest.waiting_bytes_max", String.valueOf(MIB))
                .with("ingest.verdict_wait", "60s");
    }
}
