package dev.memtrace.query;

import static dev.memtrace.query.MemoryBuilder.aMemory;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.service.Json;
import dev.memtrace.testkit.EventClient;
import dev.memtrace.testkit.EventClient.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listening to memories as they are accepted. */
final class StreamIT {
    private static final String STREAM = "/api/v1/memories/stream";
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir private Path directory;
    private QueryBench bench;

    @BeforeEach
    void start() {
        bench = new QueryBench(directory);
        bench.accept(aMemory().content("before anybody listened").build(), false);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private EventClient listen(String key, String query, String... headers) {
        var all = new ArrayList<>(List.of("x-api-key", key));
        all.addAll(List.of(headers));
        return EventClient.open(bench.uri(STREAM + query), all.toArray(String[]::new));
    }

    private Memory accept(String org, String content) {
        var memory = aMemory().org(org).content(content).build();
        bench.accept(memory, false);
        return memory;
    }

    private static String content(Event event) {
        assertThat(event.name()).isEqualTo("memory");
        return json(event).get("content").asText();
    }

    private static JsonNode json(Event event) {
        try {
            return Json.MAPPER.readTree(event.data());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + event.data(), e);
        }
    }

    private static String reason(Event event) {
        assertThat(event.name()).isEqualTo("end");
        return json(event).get("reason").asText();
    }

    @Test
    void a_client_hears_its_orgs_memories_as_they_are_accepted() {
        try (var client = listen("key-a", "")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("Content-Type")).contains("text/event-stream");
            assertThat(client.header("Cache-Control")).contains("no-cache");
            accept("org_b", "another's");
            var memory = accept("org_a", "first\nof two lines");
            accept("org_a", "second");

            var first = client.next(LONG);
            assertThat(content(first)).isEqualTo("first\nof two lines");
            assertThat(json(first)).isEqualTo(bench.get("/api/v1/memories/" + memory.id()).json());
            assertThat(content(client.next(LONG))).isEqualTo("second");
            assertThat(client.poll(SHORT)).isEmpty();
        }
    }

    @Test
    void what_is_accepted_after_a_stream_has_begun_is_heard_however_soon() {
        for (int i = 0; i < QueryBench.STREAMS_PER_ORG_MAX; i++) {
            try (var client = listen("key-a", "")) {
                accept("org_a", "memory " + i);
                assertThat(content(client.next(LONG))).isEqualTo("memory " + i);
            }
        }
    }

    @Test
    void a_client_hears_what_its_filter_means() {
        try (var client = listen("key-a", "?tags=wanted&content_contains=LOUD")) {
            accept("org_a", "loud, without the tag");
            bench.accept(aMemory().content("quiet").tags("wanted").build(), false);
            bench.accept(aMemory().content("as loud as can be").tags("wanted").build(), false);

            assertThat(content(client.next(LONG))).isEqualTo("as loud as can be");
        }
        try (var wrong = listen("key-a", "?min_importance=2")) {
            assertThat(wrong.status()).isEqualTo(400);
            assertThat(wrong.body()).contains("min_importance must be within 0..1, got 2.0");
        }
    }

    @Test
    void a_client_goes_on_after_the_last_event_that_it_got() {
        var ids = new ArrayList<String>();
        try (var client = listen("key-a", "")) {
            await().atMost(LONG).until(() -> bench.metric("query_streams"), "1"::equals);
            for (int i = 0; i < 6; i++) {
                accept("org_a", "memory " + i);
                accept("org_b", "another's");
            }
            for (int i = 0; i < 6; i++) {
                ids.add(client.next(LONG).id());
            }
        }
        for (int i = 0; i < 6; i++) {
            try (var client = listen("key-a", "", "Last-Event-ID", ids.get(i))) {
                for (int j = i + 1; j < 6; j++) {
                    var event = client.next(LONG);
                    assertThat(content(event)).isEqualTo("memory " + j);
                    assertThat(event.id()).isEqualTo(ids.get(j));
                }
                accept("org_b", "another's");
                assertThat(client.poll(SHORT)).isEmpty();
            }
        }
        try (var client = listen("key-a", "", "Last-Event-ID", ids.getLast())) {
            accept("org_a", "new");
            assertThat(content(client.next(LONG))).isEqualTo("new");
        }
    }

    @Test
    void a_stream_says_where_it_is_before_anything_comes() {
        var id = "";
        try (var client = listen("key-a", "")) {
            assertThat(client.poll(SHORT)).isEmpty();
            id = client.lastId();
        }
        accept("org_a", "while nobody listened");

        try (var client = listen("key-a", "", "Last-Event-ID", id)) {
            assertThat(content(client.next(LONG))).isEqualTo("while nobody listened");
        }
    }

    @Test
    void a_position_that_is_none_or_too_old_is_refused() {
        var id = "";
        try (var client = listen("key-a", "")) {
            accept("org_a", "x");
            id = client.next(LONG).id();
        }
        for (var wrong :
                List.of(
                        listen("key-a", "", "Last-Event-ID", "17"),
                        listen("key-b", "", "Last-Event-ID", id))) {
            try (wrong) {
                assertThat(wrong.status()).isEqualTo(400);
                assertThat(wrong.body())
                        .contains("Last-Event-ID must be the id of an event of this org's stream");
            }
        }
        accept("org_a", "y");
        accept("org_a", "z");
        bench.tail.drop(3);
        try (var old = listen("key-a", "", "Last-Event-ID", id)) {
            assertThat(old.status()).isEqualTo(400);
            assertThat(old.body()).contains("Last-Event-ID is older than what the log keeps");
        }
    }

    @Test
    void there_are_so_many_places_for_an_org_and_for_all() {
        var clients = new ArrayList<EventClient>();
        for (int i = 0; i < QueryBench.STREAMS_MAX; i++) {
            clients.add(listen(i < QueryBench.STREAMS_PER_ORG_MAX ? "key-a" : "key-b", ""));
            assertThat(clients.getLast().status()).isEqualTo(200);
        }
        try (var another = listen("key-b", "")) {
            assertThat(another.status()).isEqualTo(503);
            assertThat(another.header("Retry-After")).contains("5");
            assertThat(another.body()).contains("this instance has too many streams");
        }
        clients.removeLast().close();
        await().atMost(LONG).until(() -> bench.metric("query_streams"), "15"::equals);
        try (var another = listen("key-a", "")) {
            assertThat(another.status()).isEqualTo(503);
            assertThat(another.body()).contains("this org has too many streams here");
        }
        clients.forEach(EventClient::close);
    }

    @Test
    void a_client_that_does_not_take_its_events_is_sent_away_and_told_why() {
        try (var client = listen("key-a", "")) {
            await().atMost(LONG).until(() -> bench.metric("query_streams"), "1"::equals);
            accept("org_a", "while it still listens");
            assertThat(content(client.next(LONG))).isEqualTo("while it still listens");
            for (int i = 0; i < 800; i++) {
                accept("org_a", i + " " + "x".repeat(50_000)); // beyond all buffers in between
            }

            var events = client.rest(LONG);

            assertThat(reason(events.getLast())).contains("slower than memories come in");
            assertThat(events.size()).isBetween(1, 800);
            for (int i = 0; i < events.size() - 1; i++) {
                assertThat(content(events.get(i))).startsWith(i + " ");
            }
            try (var next = listen("key-a", "", "Last-Event-ID", client.lastId())) {
                assertThat(content(next.next(LONG))).startsWith(events.size() - 1 + " ");
            }
        }
    }

    @Test
    void a_key_that_is_revoked_hears_nothing_more() {
        try (var client = listen("key-a", "")) {
            bench.revoke("key-a");

            assertThat(reason(client.next(LONG))).isEqualTo("invalid API key");
            assertThat(client.next(LONG).isOver()).isTrue();
        }
    }

    @Test
    void streams_end_when_the_server_stops() {
        try (var client = listen("key-a", "")) {
            await().atMost(LONG).until(() -> bench.metric("query_streams"), "1"::equals);
            bench.close();

            assertThat(reason(client.next(LONG))).isEqualTo("the server stops");
        }
    }
}
