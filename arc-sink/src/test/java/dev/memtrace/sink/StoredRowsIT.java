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
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.sink.OpenedBatch.OpenedRow;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredRowsIT {
    private static final long EPOCH = 7;
    private static final OrgId ORG = new OrgId("org_a");
    private static final StoredRows.Times TIMES =
            new StoredRows.Times(
                    SinkBench.memory(0, "first").time(), SinkBench.memory(1_000, "last").time());

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
        stored = new StoredRows(client, EPOCH, Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        client.close();
        arc.close();
    }

    private void store(long logEpoch, List<OpenedRow> rows) {
        assertThat(client.write(binding, RowWrites.encode(rows, logEpoch)))
                .isEqualTo(new WriteOutcome.Accepted());
    }

    private Set<Long> offsetsOf(TopicPartition partition, int count) {
        return stored.offsets(binding, ORG, range(partition, count), TIMES);
    }

    private Map<Integer, Long> countsOf(TopicPartition... partitions) {
        var ranges = Stream.of(partitions).map(partition -> range(partition, 5)).toList();
        return stored.counts(binding, ORG, ranges, TIMES);
    }

    private static StoredRows.Range range(TopicPartition partition, int count) {
        return new StoredRows.Range(partition.partition(), 0, count - 1);
    }

    @Test
    void nothing_is_stored_before_the_first_write() {
        assertThat(offsetsOf(Rows.FIRST, 3)).isEmpty();
        assertThat(countsOf(Rows.FIRST)).isEmpty();
    }

    @Test
    void rows_are_told_once_however_often_arc_has_them() {
        var rows = Rows.of(5);
        store(EPOCH, rows.subList(1, 3));
        store(EPOCH, rows.subList(2, 4));

        assertThat(offsetsOf(Rows.FIRST, 5)).containsExactlyInAnyOrder(1L, 2L, 3L);
        assertThat(countsOf(Rows.FIRST)).isEqualTo(Map.of(0, 3L));
    }

    @Test
    void only_rows_within_the_range_count() {
        store(EPOCH, Rows.of(5));

        assertThat(offsetsOf(Rows.FIRST, 2)).containsExactlyInAnyOrder(0L, 1L);
    }

    @Test
    void partitions_are_told_apart() {
        store(
                EPOCH,
                List.of(
                        Rows.opened(Rows.FIRST, 0),
                        Rows.opened(Rows.SECOND, 1),
                        Rows.opened(Rows.SECOND, 2)));

        assertThat(offsetsOf(Rows.SECOND, 3)).containsExactlyInAnyOrder(1L, 2L);
        assertThat(countsOf(Rows.FIRST, Rows.SECOND)).isEqualTo(Map.of(0, 1L, 1, 2L));
    }

    @Test
    void more_partitions_than_fit_into_one_question_are_counted() {
        var rows = new ArrayList<OpenedRow>();
        var ranges = new ArrayList<StoredRows.Range>();
        var expected = new HashMap<Integer, Long>();
        for (int i = 0; i < 200; i++) {
            var partition = new TopicPartition("memtrace.accepted", i);
            rows.add(Rows.opened(partition, i));
            ranges.add(new StoredRows.Range(i, 0, Long.MAX_VALUE));
            expected.put(i, 1L);
        }
        store(EPOCH, rows);

        assertThat(stored.counts(binding, ORG, ranges, TIMES)).isEqualTo(expected);
    }

    @Test
    void rows_of_another_log_do_not_count() {
        store(EPOCH + 1, Rows.of(3));

        assertThat(offsetsOf(Rows.FIRST, 3)).isEmpty();
        assertThat(countsOf(Rows.FIRST)).isEmpty();
    }

    @Test
    void rows_of_another_org_in_the_same_measurement_do_not_count() {
        store(EPOCH, List.of(Rows.opened(Rows.FIRST, 1, SinkBench.memory("org_b", 1, "b"))));

        assertThat(offsetsOf(Rows.FIRST, 3)).isEmpty();
        assertThat(countsOf(Rows.FIRST)).isEmpty();
    }

    @Test
    void among_rows_of_the_original_none_is_ours() throws Exception {
        storeAsTheOriginal(SinkBench.memory(0, "theirs").time());

        assertThat(offsetsOf(Rows.FIRST, 3)).isEmpty();
        assertThat(countsOf(Rows.FIRST)).isEmpty();
    }

    @Test
    void no_answer_is_not_taken_for_an_empty_one() {
        arc.faults().failQueries(1, 503, "busy");
        assertThatThrownBy(() -> offsetsOf(Rows.FIRST, 1))
                .isInstanceOf(ArcUnavailableException.class);

        arc.faults().failQueries(1, 500, "Parser Error: no");
        assertThatThrownBy(() -> countsOf(Rows.FIRST)).isInstanceOf(ArcQueryException.class);
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
