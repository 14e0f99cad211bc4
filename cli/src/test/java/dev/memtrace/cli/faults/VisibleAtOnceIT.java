package dev.memtrace.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.core.service.Closing;
import dev.memtrace.testkit.ApiAnswer;
import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.Chance;
import dev.memtrace.testkit.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What anybody was told 201 of is in everybody's next read, each once, whichever instance answers:
 * while the sink is stopped, while a query-api is killed, and after an Arc that stores late was
 * killed and has written again what it had. {@code -Dvisible.seconds=n} makes it a longer trial.
 */
final class VisibleAtOnceIT {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final Duration TIME =
            Duration.ofSeconds(Integer.getInteger("visible.seconds", 15));
    private static final int WRITERS = 16;
    private static final int READERS = 16;
    private static final int INGESTS = 2;
    private static final int QUERIES = 3;

    /** So that a page, and a context, shows all of one. */
    private static final int SESSION_MEMORIES = 200;

    /** After its start, for questions that were under way and for the pauses between attempts. */
    private static final Duration ARC_SETTLES = Duration.ofSeconds(2);

    private static final int PAUSE_MS_MAX = 300;

    @TempDir private Path folder;
    private final Closing closing = new Closing();
    private final List<Program> ingests = new ArrayList<>();
    private final List<Program> queries = new ArrayList<>();
    private final List<Session> sessions = new CopyOnWriteArrayList<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger refusedForArc = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private Program sink;
    private Program arc;
    private volatile Session newest;
    private volatile boolean isArcAway;

    /** What one writer was told of one session. */
    private record Session(String id, List<String> told) {}

    @AfterEach
    void stop() {
        closing.close();
    }

    private void start() throws IOException {
        int arcPort = FreePort.find();
        Files.writeString(folder.resolve("arc.mode"), "replays");
        arc = closing.add(Deployment.arcProgram(folder, arcPort));
        var site = Site.of(folder, URI.create("http://127.0.0.1:" + arcPort));
        for (var service : ServiceName.values()) {
            ShiftedClock.at(site.clockFile(service));
        }
        var all = new ArrayList<>(List.of(arc, program(site, ServiceName.DEDUP, 0)));
        sink = program(site, ServiceName.SINK, 0);
        all.add(sink);
        for (int i = 0; i < INGESTS; i++) {
            ingests.add(program(site, ServiceName.INGEST, i));
        }
        for (int i = 0; i < QUERIES; i++) {
            queries.add(program(site, ServiceName.QUERY, i));
        }
        all.addAll(ingests);
        all.addAll(queries);
        Deployment.startAll(all); // they wait for each other
    }

    private Program program(Site site, ServiceName service, int number) {
        var name = service + "-" + number;
        var file = folder.resolve(name + ".db").toString();
        return closing.add(site.program(service, name, Map.of("auth.db_path", file)));
    }

    @Test
    void a_memory_answered_201_is_in_the_next_read_of_anybody_from_any_instance()
            throws IOException, InterruptedException {
        start();
        var clients =
                IntStream.range(0, WRITERS + READERS)
                        .mapToObj(
                                i ->
                                        Thread.startVirtualThread(
                                                i < WRITERS ? () -> write(i) : this::read))
                        .toList();
        var fifth = TIME.dividedBy(5);
        pass(fifth);
        sink.stop();
        pass(fifth);
        sink.start();
        pass(fifth.dividedBy(2));
        queries.getLast().kill9();
        pass(fifth.dividedBy(2));
        queries.getLast().start();
        isArcAway = true;
        arc.kill9();
        arc.start();
        pass(ARC_SETTLES);
        isArcAway = false;
        pass(fifth.multipliedBy(2));
        over.countDown();
        for (var client : clients) {
            client.join();
        }

        FIGURES.info(
                "{} memories, {} reads, 503: {}, and {} while Arc was away, in {}",
                told,
                reads,
                refused,
                refusedForArc,
                TIME);
        assertThat(problems).isEmpty();
        assertThat(reads.get() - refused.get() - refusedForArc.get())
                .isGreaterThan(told.get() / 2)
                .isPositive();
        assertThat(refused.get()).isLessThan(reads.get() / 10);
    }

    private boolean pass(Duration time) {
        try {
            return over.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static Chance chance() {
        return new Chance(System.nanoTime() ^ Thread.currentThread().threadId());
    }

    private void write(int number) {
        var chance = chance();
        var session = new Session("sess_" + number + "_0", new CopyOnWriteArrayList<>());
        sessions.add(session);
        for (int i = 1; !pass(Duration.ofMillis(chance.within(0, PAUSE_MS_MAX))); i++) {
            if (i % SESSION_MEMORIES == 0) {
                session = new Session("sess_" + number + "_" + i, new CopyOnWriteArrayList<>());
                sessions.add(session);
            }
            var memory =
                    "{\"agent_id\":\"writer-%d\",\"session_id\":\"%s\",\"content\":\"memory %d\",\"memory_type\":\"decision\"}"
                            .formatted(number, session.id(), i);
            var answer = chance.oneOf(ingests).api().post("/api/v1/memories", memory);
            if (answer.status() == 201) {
                session.told().add(answer.body().get("id").asText());
                newest = session;
                told.incrementAndGet();
            }
        }
    }

    private void read() {
        var chance = chance();
        while (!pass(Duration.ofMillis(chance.within(0, PAUSE_MS_MAX)))) {
            var session = chance.onceIn(2) || newest == null ? chance.oneOf(sessions) : newest;
            try {
                read(chance, chance.oneOf(queries).api(), session);
            } catch (UncheckedIOException e) {
                // It is dead: it does not say that there is nothing.
            }
        }
    }

    private void read(Chance chance, ApiClient api, Session session) {
        var expected = List.copyOf(session.told());
        boolean wasArcAway = isArcAway;
        if (expected.isEmpty()) {
            return;
        }
        switch (chance.within(0, 3)) {
            case 0 -> {
                var id = expected.getLast();
                var answer = api.get("/api/v1/memories/" + id);
                judge(
                        wasArcAway,
                        answer,
                        answer.body().path("id").asText().equals(id),
                        "get of " + id);
            }
            case 1 -> {
                var wish = "{\"max_tokens\":100000}";
                var answer = api.post("/api/v1/sessions/" + session.id() + "/context", wish);
                int shown = answer.body().path("memory_count").asInt();
                boolean isWhole = shown >= expected.size() && shown <= expected.size() + WRITERS;
                judge(wasArcAway, answer, isWhole, shown + " in context of " + expected.size());
            }
            case 2 -> {
                var wish = "{\"session_id\":\"" + session.id() + "\",\"limit\":1000}";
                var answer = api.post("/api/v1/search", wish);
                judge(wasArcAway, answer, answer.body().path("results"), expected, "search");
            }
            default -> {
                var path = "/api/v1/memories?limit=1000&session_id=" + session.id();
                var answer = api.get(path);
                judge(wasArcAway, answer, answer.body().path("memories"), expected, "list");
            }
        }
    }

    private void judge(
            boolean wasArcAway,
            ApiAnswer answer,
            JsonNode memories,
            List<String> expected,
            String read) {
        var ids =
                StreamSupport.stream(memories.spliterator(), false)
                        .map(it -> it.path("id").asText())
                        .toList();
        var different = new HashSet<>(ids);
        judge(
                wasArcAway,
                answer,
                different.size() == ids.size() && different.containsAll(expected),
                read + " of " + expected.size() + " showed " + ids.size());
    }

    private void judge(boolean wasArcAway, ApiAnswer answer, boolean isWhole, String read) {
        reads.incrementAndGet();
        if (answer.status() == 503 && !wasArcAway) {
            refused.incrementAndGet();
        } else if (answer.status() == 503) {
            refusedForArc.incrementAndGet();
        } else if (!isWhole) {
            problems.add(Instant.now() + " " + answer.status() + " " + read);
        }
    }
}
