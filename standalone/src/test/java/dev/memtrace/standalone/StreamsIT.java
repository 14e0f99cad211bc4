package dev.memtrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.service.Json;
import dev.memtrace.testkit.Chance;
import dev.memtrace.testkit.EventClient;
import dev.memtrace.testkit.EventClient.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners that come and go, at one instance after the other, miss nothing and hear all once. */
final class StreamsIT {
    private static final Duration TIME = Duration.ofSeconds(8);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final int WRITERS = 4;
    private static final int LISTENERS = 8;
    private static final int QUERIES = 2;

    @TempDir private Path folder;
    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<String> foreign = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private Fleet fleet;
    private Fleet.Tenant tenant;

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void who_goes_on_from_the_last_id_hears_everything_once_at_whichever_instance()
            throws Exception {
        fleet = Fleet.start(folder, 1, QUERIES);
        tenant = fleet.tenant();
        var neighbour = fleet.tenant();
        var listeners = new ArrayList<Future<List<String>>>();
        for (int i = 0; i < LISTENERS; i++) {
            var chance = new Chance(System.nanoTime() + i);
            var first = open(chance, "");
            var listening = new FutureTask<>(() -> listen(chance, first));
            Thread.startVirtualThread(listening);
            listeners.add(listening);
        }
        long end = System.nanoTime() + TIME.toNanos();
        var writers =
                IntStream.range(0, WRITERS)
                        .mapToObj(i -> Thread.startVirtualThread(() -> write(i, neighbour, end)))
                        .toList();
        writers.getFirst().join(TIME.dividedBy(2));
        fleet.retire(fleet.query(QUERIES - 1)); // streams there end
        fleet.addQuery();
        for (var writer : writers) {
            writer.join();
        }
        isOver.set(true);

        var all = Set.copyOf(accepted);
        assertThat(all).hasSizeGreaterThan(100);
        for (var listener : listeners) {
            var heard = listener.get();
            assertThat(heard).doesNotHaveDuplicates();
            assertThat(heard).containsAll(all).doesNotContainAnyElementsOf(foreign);
        }
    }

    private void write(int number, Fleet.Tenant neighbour, long end) {
        for (int i = 0; System.nanoTime() < end; i++) {
            var memory =
                    "{\"agent_id\":\"writer-%d\",\"content\":\"memory %d\",\"memory_type\":\"decision\"}"
                            .formatted(number, i);
            var ingest = fleet.ingest(0);
            var answer = tenant.at(ingest).post("/api/v1/memories", memory);
            if (answer.status() == 201) {
                accepted.add(answer.body().get("id").asText());
            }
            foreign.add(
                    neighbour
                            .at(ingest)
                            .post("/api/v1/memories", memory, "Prefer", "respond-async")
                            .body()
                            .get("id")
                            .asText());
        }
    }

    private EventClient open(Chance chance, String lastId) {
        while (true) {
            try {
                var client = openOnce(chance, lastId);
                if (client.status() == 200) {
                    return client;
                }
                client.close();
            } catch (UncheckedIOException | IndexOutOfBoundsException e) {
                // That instance is just being replaced.
            }
        }
    }

    private EventClient openOnce(Chance chance, String lastId) {
        var url = fleet.query(chance.within(0, QUERIES - 1)).api().url();
        var uri = url.resolve("/api/v1/memories/stream");
        return lastId.isEmpty()
                ? EventClient.open(uri, "x-api-key", tenant.key())
                : EventClient.open(uri, "x-api-key", tenant.key(), "Last-Event-ID", lastId);
    }

    /** Takes some, goes away, goes on elsewhere, until it has all that was written. */
    private List<String> listen(Chance chance, EventClient first) {
        var heard = new ArrayList<String>();
        var client = first;
        long giveUp = System.nanoTime() + TIME.plus(LONG).toNanos();
        while (System.nanoTime() < giveUp && !(isOver.get() && heard.size() >= accepted.size())) {
            for (int i = chance.within(1, 60); i > 0; i--) {
                var event = client.poll(QUIET);
                event.filter(it -> it.name().equals("memory"))
                        .map(StreamsIT::id)
                        .ifPresent(heard::add);
                if (event.isEmpty() || event.get().isOver()) {
                    break;
                }
            }
            if (!client.lastId().isEmpty()) {
                client.close();
                client = open(chance, client.lastId());
            }
        }
        client.close();
        return heard;
    }

    private static String id(Event event) {
        try {
            return Json.MAPPER.readTree(event.data()).get("id").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
