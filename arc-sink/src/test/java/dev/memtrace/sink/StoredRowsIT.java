package dev.memtrace.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcClientConfig;
import dev.memtrace.arc.ArcQueryException;
import dev.memtrace.arc.ArcUnavailableException;
import dev.memtrace.arc.HttpArcClient;
import dev.memtrace.arc.Sql;
import dev.memtrace.arc.WriteOutcome;
import dev.memtrace.arclocal.ArcLocal;
import dev.memtrace.arclocal.ArcLocalConfig;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredRowsIT {
    private static final long EPOCH = 7;

    @TempDir private Path directory;
    private ArcLocal arc;
    private HttpArcClient client;
    private ArcBinding binding;
    private StoredRows stored;

    @BeforeEach
    void start() {
        arc = ArcLocal.start(ArcLocalConfig.in(directory));
        client = new HttpArcClient(ArcClientConfig.defaults());
        binding = new ArcBinding(arc.uri(), "memtrace", "events", "");
        stored = new StoredRows(client, EPOCH);
    }

    @AfterEach
    void stop() {
        client.close();
        arc.close();
    }

    private void store(long logEpoch, List<Batch.Row> rows) {
        assertThat(client.write(binding, Batch.encode(rows, logEpoch)))
                .isEqualTo(new WriteOutcome.Accepted());
    }

    private Map<TopicPartition, Set<Long>> storedOf(List<Batch.Row> rows) {
        return stored.of(binding, rows);
    }

    @Test
    void nothing_is_stored_before_the_first_write() {
        assertThat(storedOf(Rows.of(3))).isEqualTo(Map.of(Rows.FIRST, Set.of()));
    }

    @Test
    void the_offsets_that_arc_has_are_told_once_however_often_it_has_them() {
        var rows = Rows.of(5);
        store(EPOCH, rows.subList(1, 3));
        store(EPOCH, rows.subList(2, 4));

        assertThat(storedOf(rows)).isEqualTo(Map.of(Rows.FIRST, Set.of(1L, 2L, 3L)));
    }

    @Test
    void partitions_are_told_apart() {
        store(EPOCH, List.of(Rows.row(Rows.FIRST, 0), Rows.row(Rows.SECOND, 1)));
        var both =
                List.of(
                        Rows.row(Rows.FIRST, 0),
                        Rows.row(Rows.FIRST, 1),
                        Rows.row(Rows.SECOND, 0),
                        Rows.row(Rows.SECOND, 1));

        assertThat(storedOf(both))
                .isEqualTo(Map.of(Rows.FIRST, Set.of(0L), Rows.SECOND, Set.of(1L)));
    }

    @Test
    void rows_of_another_log_do_not_count() {
        store(EPOCH + 1, Rows.of(3));

        assertThat(storedOf(Rows.of(3))).isEqualTo(Map.of(Rows.FIRST, Set.of()));
    }

    @Test
    void rows_of_another_org_in_the_same_measurement_do_not_count() {
        store(EPOCH, List.of(new Batch.Row(Rows.FIRST, 1, SinkBench.memory("org_b", 1, "b"))));

        assertThat(storedOf(Rows.of(3))).isEqualTo(Map.of(Rows.FIRST, Set.of()));
    }

    @Test
    void it_is_told_which_rows_are_there() {
        store(EPOCH, List.of(Rows.row(Rows.FIRST, 1)));

        var known = storedOf(Rows.of(3));

        assertThat(StoredRows.has(known, Rows.row(Rows.FIRST, 1))).isTrue();
        assertThat(StoredRows.has(known, Rows.row(Rows.FIRST, 0))).isFalse();
        assertThat(StoredRows.has(known, Rows.row(Rows.SECOND, 1))).isFalse();
    }

    @Test
    void among_rows_of_the_original_none_is_ours() throws Exception {
        storeAsTheOriginal(SinkBench.memory(0, "theirs").time());

        assertThat(storedOf(Rows.of(3))).isEqualTo(Map.of(Rows.FIRST, Set.of()));
    }

    @Test
    void no_answer_is_not_taken_for_an_empty_one() {
        arc.faults().failQueries(1, 503, "busy");
        assertThatThrownBy(() -> storedOf(Rows.of(1))).isInstanceOf(ArcUnavailableException.class);

        arc.faults().failQueries(1, 500, "Parser Error: no");
        assertThatThrownBy(() -> storedOf(Rows.of(1))).isInstanceOf(ArcQueryException.class);
    }

    /** A row without our columns: {@code {m: events, columns: {time: [at], content: [""]}}}. */
    private void storeAsTheOriginal(Instant at) throws IOException, InterruptedException {
        var body =
                ByteBuffer.allocate(50)
                        .put(text("\u0082\u00a1m\u00a6events\u00a7columns"))
                        .put(text("\u0082\u00a7content\u0091\u00a0\u00a4time\u0091\u00cf"))
                        .putLong(Sql.micros(at))
                        .flip();
        var bytes = Arrays.copyOf(body.array(), body.limit());
        var request =
                HttpRequest.newBuilder(arc.uri().resolve("/api/v1/write/msgpack"))
                        .header("x-arc-database", binding.database())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request, HttpResponse.BodyHandlers.discarding());
            assertThat(answer.statusCode()).isEqualTo(204);
        }
    }

    private static byte[] text(String bytes) {
        return bytes.getBytes(ISO_8859_1);
    }
}
