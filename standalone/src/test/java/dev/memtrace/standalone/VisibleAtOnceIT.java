package dev.memtrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.testkit.Chance;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client was told 201 of is in the very next read, whichever instance answers. {@code
 * -Dvisible.seconds=n} makes it a longer trial.
 */
final class VisibleAtOnceIT {
    private static final Logger FIGURES = LoggerFactory.getLogger("figures");
    private static final Duration TIME =
            Duration.ofSeconds(Integer.getInteger("visible.seconds", 8));
    private static final int WRITERS = 8;
    private static final int INGESTS = 2;
    private static final int QUERIES = 3;

    @TempDir private Path folder;
    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private Fleet fleet;
    private Fleet.Tenant tenant;

    @AfterEach
    void stop() {
        fleet.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_memory_answered_201_is_in_the_next_read_from_any_instance_whatever_is_away_meanwhile(
            Fleet.Store store) throws InterruptedException {
        fleet = Fleet.start(folder, INGESTS, QUERIES, store);
        tenant = fleet.tenant();
        long end = System.nanoTime() + TIME.toNanos();
        var writers =
                IntStream.range(0, WRITERS)
                        .mapToObj(i -> Thread.startVirtualThread(() -> writeAndRead(i, end)))
                        .toList();
        var quarter = TIME.dividedBy(4);
        writers.getFirst().join(quarter); // they write on
        fleet.stopSink();
        writers.getFirst().join(quarter);
        fleet.startSink();
        writers.getFirst().join(quarter);
        fleet.retire(fleet.query(QUERIES - 1));
        fleet.addQuery();
        for (var writer : writers) {
            writer.join();
        }

        FIGURES.info("{} reads over {}, {} of them 503", reads, store, refused);
        assertThat(problems).isEmpty();
        assertThat(reads).hasPositiveValue();
        assertThat(refused.get()).isLessThan(reads.get() / 10);
    }

    /** Each in a session of its own; lists of it must hold all that was told, each once. */
    private void writeAndRead(int number, long end) {
        var chance = new Chance(System.nanoTime() + number);
        var told = new ArrayList<String>();
        var session = "sess_" + number;
        while (System.nanoTime() < end) {
            var body =
                    "{\"agent_id\":\"writer-%d\",\"session_id\":\"%s\",\"content\":\"memory %d\",\"memory_type\":\"decision\"}"
                            .formatted(number, session, told.size());
            var api = tenant.at(fleet.ingest(chance.within(0, INGESTS - 1)));
            var answer = api.post("/api/v1/memories", body);
            if (answer.status() == 201) {
                told.add(answer.body().get("id").asText());
                read(chance, session, number, told);
            }
        }
    }

    private void read(Chance chance, String session, int number, List<String> told) {
        try {
            readOnce(chance, session, number, told);
        } catch (UncheckedIOException | IndexOutOfBoundsException e) {
            // That instance is just being replaced.
        }
    }

    private void readOnce(Chance chance, String session, int number, List<String> told) {
        var api = tenant.at(fleet.query(chance.within(0, QUERIES - 1)));
        var newest = told.getLast();
        reads.incrementAndGet();
        switch (chance.within(0, 3)) {
            case 0 -> {
                var answer = api.get("/api/v1/memories/" + newest);
                judge(answer.status(), answer.status() != 404, "get", newest);
            }
            case 1 -> {
                var answer = api.post("/api/v1/sessions/" + session + "/context", "{}");
                int shown = answer.body().path("memory_count").asInt();
                judge(answer.status(), shown == told.size(), "context", newest);
            }
            case 2 -> {
                var query = "{\"agent_id\":\"writer-" + number + "\",\"limit\":1000}";
                var answer = api.post("/api/v1/search", query);
                var ids = answer.body().path("results").findValuesAsText("id");
                judge(answer.status(), isComplete(ids, told), "search", newest);
            }
            default -> {
                var answer = api.get("/api/v1/memories?limit=1000&session_id=" + session);
                var ids = answer.body().path("memories").findValuesAsText("id");
                judge(answer.status(), isComplete(ids, told), "list", newest);
            }
        }
    }

    /** The newest thousand, each once. */
    private static boolean isComplete(List<String> shown, List<String> told) {
        var expected = new HashSet<>(told.subList(Math.max(0, told.size() - 1_000), told.size()));
        return shown.size() == expected.size() && expected.equals(new HashSet<>(shown));
    }

    private void judge(int status, boolean isComplete, String read, String newest) {
        if (status == 503) {
            refused.incrementAndGet();
        } else if (!isComplete) {
            var age = Duration.between(MemoryId.parse(newest).orElseThrow().time(), Fleet.now());
            problems.add(status + " " + read + " misses something, " + newest + ", " + age);
        }
    }
}
