package dev.memtrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.Chance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listening to all of Memtrace, over connections that break. */
final class MemoryFeedIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Retries QUICK =
            new Retries(LONG, Duration.ofMillis(1), Duration.ofMillis(20));

    @TempDir private static Path folder;

    private static Deployment deployment;
    private static MemtraceClient memtrace;

    @BeforeAll
    static void start() {
        deployment = Deployment.start(folder);
        memtrace = deployment.client();
    }

    @AfterAll
    static void stop() {
        memtrace.close();
        deployment.close();
    }

    private static String session() {
        return "s" + UUID.randomUUID();
    }

    private static MemoryFilter of(String session) {
        return MemoryFilter.builder().sessionId(session).build();
    }

    private static Memory write(String session, String content) {
        var memory = NewMemory.builder().agentId("a1").content(content).sessionId(session).build();
        return ((Written.Accepted) memtrace.memories().write(memory)).memory();
    }

    private static MemtraceClient through(Relay relay) {
        return MemtraceClient.builder()
                .uri(relay.uri())
                .apiKey(ApiClient.KEY)
                .retries(QUICK)
                .build();
    }

    @Test
    void what_is_accepted_after_it_began_is_heard_as_it_is_read_and_nothing_else_is() {
        var session = session();
        write(session, "before");
        try (var feed = memtrace.memories().listen(of(session))) {
            assertThat(feed.isConnected()).isTrue();
            assertThat(feed.next(Duration.ZERO)).isEmpty();
            write(session(), "of another session " + session);
            var first = write(session, "first of " + session);
            var second = write(session, "second of " + session);

            assertThat(List.of(feed.next(LONG).orElseThrow(), feed.next(LONG).orElseThrow()))
                    .containsExactlyInAnyOrder(first, second);
            assertThat(feed.next(SHORT)).isEmpty();
        }
    }

    @Test
    void another_feed_goes_on_after_the_last_event_of_an_earlier_one() {
        var session = session();
        String place;
        try (var feed = memtrace.memories().listen(of(session))) {
            write(session, "heard of " + session);
            assertThat(feed.next(LONG)).isPresent();
            place = feed.lastEventId().orElseThrow();
        }
        var meanwhile = write(session, "meanwhile of " + session);

        try (var feed = memtrace.memories().listen(of(session), place)) {
            assertThat(feed.next(LONG)).contains(meanwhile);
            assertThat(feed.next(SHORT)).isEmpty();
        }
    }

    @Test
    void everything_is_heard_once_however_often_the_line_is_cut() throws Exception {
        var session = session();
        var chance = new Chance(System.nanoTime());
        var written = new ArrayList<String>();
        var heard = new ArrayList<String>();
        try (var relay = Relay.before(deployment.uri());
                var client = through(relay);
                var feed = client.memories().listen(of(session))) {
            var writing =
                    CompletableFuture.runAsync(
                            () -> {
                                for (int i = 0; i < 150; i++) {
                                    written.add(write(session, i + " of " + session).id());
                                }
                            });
            int cuts = 0;
            while (heard.size() < 150) {
                var memory = feed.next(LONG);
                assertThat(memory).as("seed %d, after %d", chance.seed(), heard.size()).isPresent();
                heard.add(memory.get().id());
                if (chance.onceIn(10)) {
                    relay.cut();
                    cuts++;
                }
            }
            writing.get(20, TimeUnit.SECONDS);
            assertThat(feed.next(SHORT)).isEmpty();
            assertThat(cuts).isPositive();
            assertThat(relay.connections()).isGreaterThan(1);
        }

        assertThat(heard).containsExactlyInAnyOrderElementsOf(written).doesNotHaveDuplicates();
    }

    @Test
    void a_feed_that_is_closed_wakes_who_waits() throws Exception {
        var feed = memtrace.memories().listen(of(session()));
        var waiting = CompletableFuture.supplyAsync(() -> feed.next(Duration.ofMinutes(5)));
        await().during(Duration.ofMillis(100)).until(() -> !waiting.isDone());

        feed.close();

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(feed.isConnected()).isFalse();
        assertThatThrownBy(() -> feed.next(SHORT)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_client_that_is_closed_ends_its_feeds() throws Exception {
        var client = deployment.client();
        try (var feed = client.memories().listen(of(session()))) {
            var waiting = CompletableFuture.supplyAsync(() -> failure(feed, LONG.multipliedBy(9)));
            await().during(Duration.ofMillis(100)).until(() -> !waiting.isDone());

            client.close();

            assertThat(waiting.get(10, TimeUnit.SECONDS)).contains("the client is closed");
        }
    }

    private static Optional<String> failure(MemoryFeed feed, Duration wait) {
        try {
            var _ = feed.next(wait);
            return Optional.empty();
        } catch (IllegalStateException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Test
    void what_the_server_refuses_is_said_when_the_feed_is_opened() {
        var wrong = MemoryFilter.builder().agentId("9").build();
        assertThatThrownBy(() -> memtrace.memories().listen(wrong))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("agent_id");
        assertThatThrownBy(() -> memtrace.memories().listen(MemoryFilter.ALL, "nonsense"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Last-Event-ID");
        try (var nobody = MemtraceClient.builder().uri(deployment.uri()).build()) {
            assertThatThrownBy(() -> nobody.memories().listen(MemoryFilter.ALL))
                    .isInstanceOf(UnauthorizedException.class);
        }
    }

    @Test
    void where_nothing_answers_a_feed_is_given_up_after_the_time_of_all_tries() throws IOException {
        try (var odd = OddServer.start()) {
            odd.then(OddServer.json(503, "{\"error\":\"this org has too many streams here\"}"));
            var soon = QUICK.within(Duration.ofMillis(200));
            try (var client = MemtraceClient.builder().uri(odd.uri()).retries(soon).build()) {
                assertThatThrownBy(() -> client.memories().listen(MemoryFilter.ALL))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("it answered 503")
                        .hasMessageContaining("tries");
                assertThat(odd.asked()).hasSizeGreaterThan(2);
            }
        }
    }

    @Test
    void a_stream_that_breaks_before_it_has_a_place_is_opened_again_before_anybody_listens()
            throws IOException {
        try (var odd = OddServer.start()) {
            odd.then(OddServer.json(200, ":\n")).then(odd.hangingAfter(":\nid:6\n\n"));
            try (var client = MemtraceClient.builder().uri(odd.uri()).retries(QUICK).build();
                    var feed = client.memories().listen(MemoryFilter.ALL)) {
                assertThat(odd.asked()).hasSize(2);
                assertThat(feed.lastEventId()).contains("6");
            }
        }
    }

    @Test
    void a_feed_that_was_given_up_goes_on_from_the_same_place_when_it_is_asked_again()
            throws IOException {
        var memory =
                "id:7\nevent:memory\ndata:{\"id\":\"mem_1\",\"time\":\"2026-02-13T10:00:00Z\","
                        + "\"org_id\":\"o\",\"agent_id\":\"a\",\"memory_type\":\"episodic\","
                        + "\"event_type\":\"e\",\"content\":\"c\",\"dedup_key\":\"k\"}\n\n";
        var end = "event:end\ndata:{\"reason\":\"the server stops\"}\n\n";
        var isBack = new AtomicBoolean();
        var places = new ConcurrentLinkedQueue<String>();
        try (var odd = OddServer.start()) {
            odd.then(OddServer.json(200, ":\nid:6\n\n" + memory + end))
                    .then(
                            exchange -> {
                                places.add(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
                                if (isBack.get()) {
                                    var next = memory.replace("mem_1", "mem_2");
                                    odd.hangingAfter(next).to(exchange);
                                } else {
                                    OddServer.json(503, "{\"error\":\"no\"}").to(exchange);
                                }
                            });
            var brief = QUICK.within(Duration.ofMillis(200));
            try (var client = MemtraceClient.builder().uri(odd.uri()).retries(brief).build();
                    var feed = client.memories().listen(MemoryFilter.ALL)) {
                assertThat(feed.next(LONG).orElseThrow().id()).isEqualTo("mem_1");
                assertThatThrownBy(() -> feed.next(LONG)).isInstanceOf(UnavailableException.class);
                isBack.set(true);

                assertThat(feed.next(LONG).orElseThrow().id()).isEqualTo("mem_2");
                assertThat(places).hasSizeGreaterThan(2).containsOnly("7");
            }
        }
    }
}
