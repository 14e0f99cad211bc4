package dev.memtrace.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.service.Closing;
import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thousand clients listen to one query-api, whose heap is 256 MiB; some of them never read. */
final class ManyStreamsIT {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int LISTENERS = 950;
    private static final int IDLERS = 50;
    private static final int AGENTS = 100;
    private static final int BATCHES = 100;
    private static final int BATCH = 200;
    private static final int FEED_BYTES = 32 << 20;
    private static final int BATCH_EVERY_MS = 100;
    private static final int CONTENT_CHARS = 1_000;

    @TempDir private Path folder;
    private final Closing closing = new Closing();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Program query;

    @AfterEach
    void stop() {
        http.shutdownNow();
        closing.close();
    }

    /** Counts the events that it hears; an idle one asks for none. */
    private static final class Listener implements Flow.Subscriber<String> {
        private final boolean isIdle;
        private final AtomicInteger heard = new AtomicInteger();
        private volatile boolean isOver;

        Listener(boolean isIdle) {
            this.isIdle = isIdle;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            if (!isIdle) {
                subscription.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(String line) {
            if (line.equals("event:memory")) {
                heard.incrementAndGet();
            }
        }

        @Override
        public void onError(Throwable problem) {
            isOver = true;
        }

        @Override
        public void onComplete() {
            isOver = true;
        }
    }

    private Listener listen(String parameters, boolean isIdle) {
        var uri =
                URI.create(
                        "http://127.0.0.1:"
                                + query.port()
                                + "/api/v1/memories/stream"
                                + parameters);
        var request = HttpRequest.newBuilder(uri).header("x-api-key", ApiClient.KEY).build();
        var listener = new Listener(isIdle);
        var _ = http.sendAsync(request, BodyHandlers.fromLineSubscriber(listener));
        return listener;
    }

    private int streams() {
        return Integer.parseInt(query.api().metric("query_streams"));
    }

    @Test
    void a_thousand_hear_everything_once_and_those_who_do_not_listen_cost_the_others_nothing()
            throws IOException {
        int arcPort = FreePort.find();
        var arc = closing.add(Deployment.arcProgram(folder, arcPort));
        var site = Site.of(folder, URI.create("http://127.0.0.1:" + arcPort));
        for (var service : ServiceName.values()) {
            ShiftedClock.at(site.clockFile(service));
        }
        var dedup = closing.add(site.program(ServiceName.DEDUP, "dedup", Map.of()));
        var sink = closing.add(site.program(ServiceName.SINK, "sink", Map.of()));
        var ingest = closing.add(site.program(ServiceName.INGEST, "ingest", Map.of()));
        var bounds =
                Map.of(
                        "query.tail_bytes_max", String.valueOf(48 << 20),
                        "query.streams_bytes_max", String.valueOf(FEED_BYTES),
                        "server.read_timeout", "5s");
        query = closing.add(site.program(ServiceName.QUERY, "query", bounds));
        Deployment.startAll(List.of(arc, dedup, sink, ingest, query));

        var listeners = new ArrayList<Listener>();
        for (int i = 0; i < LISTENERS; i++) {
            listeners.add(listen("?agent_id=agent-" + i % AGENTS, false));
        }
        var idlers = IntStream.range(0, IDLERS).mapToObj(_ -> listen("", true)).toList();
        await().atMost(LONG).until(() -> streams() == LISTENERS + IDLERS);
        long before = query.residentBytes();
        long start = System.nanoTime();
        for (int batch = 0; batch < BATCHES; batch++) {
            await().pollDelay(Duration.ofMillis(BATCH_EVERY_MS)).until(() -> true);
            var answer = ingest.api().post("/api/v1/memories", batch(batch));
            assertThat(answer.status()).isIn(201, 202); // a verdict may take its time here
        }
        long written = System.nanoTime();
        int each = BATCHES * BATCH / AGENTS;
        await().atMost(LONG)
                .untilAsserted(
                        () ->
                                assertThat(listeners)
                                        .extracting(it -> it.heard.get())
                                        .containsOnly(each));
        var lag = Duration.ofNanos(System.nanoTime() - written);
        await().atMost(LONG).until(() -> streams() == LISTENERS);

        FIGURES.info(
                "{} memories in {}, {} events, the last {} after the last answer; resident {} MiB"
                        + " before, {} MiB after",
                BATCHES * BATCH,
                Duration.ofNanos(written - start),
                each * LISTENERS,
                lag,
                before >> 20,
                query.residentBytes() >> 20);
        assertThat(listeners).noneMatch(it -> it.isOver);
        assertThat(idlers).allMatch(it -> it.heard.get() == 0);
        assertThat(query.api().metric("query_streams_bytes"))
                .satisfies(it -> assertThat(Long.parseLong(it)).isLessThanOrEqualTo(FEED_BYTES));
    }

    private static String batch(int number) {
        return IntStream.range(0, BATCH)
                .map(i -> number * BATCH + i)
                .mapToObj(
                        i ->
                                "{\"agent_id\":\"agent-%d\",\"content\":\"%d %s\"}"
                                        .formatted(i % AGENTS, i, "x".repeat(CONTENT_CHARS)))
                .collect(Collectors.joining(",", "{\"memories\":[", "]}"));
    }
}
