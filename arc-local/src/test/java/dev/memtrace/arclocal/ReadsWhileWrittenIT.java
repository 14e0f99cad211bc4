package dev.memtrace.arclocal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A question that is asked while rows are written, checkpoints made, and files opened again sees
 * every row that was there. DuckDB 1.5.6 by itself hides rows from questions for the newest ones
 * while the commit after a checkpoint adds a row group, in one of twenty; 2.0.0 in one of
 * thousands.
 */
final class ReadsWhileWrittenIT {
    private static final Duration TIME = Duration.ofSeconds(8);
    private static final int CHECKPOINTS_MIN = 100;
    private static final int GROUPS = 20;
    private static final int ROWS = 200;
    private static final int READERS = 4;
    private static final String CONTENT = "x".repeat(200);
    private static final String QUESTION =
            "SELECT e.n, e.content FROM memtrace.events AS e WHERE e.name = 'group 7'"
                    + " ORDER BY e.time DESC LIMIT "
                    + ROWS;

    private static final String OPENED =
            "SELECT database_oid FROM duckdb_databases() WHERE database_name = 'arc_memtrace'";

    @TempDir private Path directory;
    private final Set<Integer> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> opened = ConcurrentHashMap.newKeySet();
    private volatile boolean isOver;
    private long newest = ArcLocalFixture.NOON;

    /** Rows that are newer than all others. */
    private ColumnBatch batch(String name, int rows) {
        newest++;
        var bytes =
                Columns.of("events")
                        .with("time", Collections.nCopies(rows, newest).toArray())
                        .with("n", IntStream.range(0, rows).boxed().toArray())
                        .with("name", Collections.nCopies(rows, name).toArray())
                        .with("content", Collections.nCopies(rows, CONTENT).toArray())
                        .bytes();
        return new PayloadDecoder(Clock.systemUTC()).decode(bytes).getFirst();
    }

    @Test
    void no_commit_hides_rows_from_a_question() throws Exception {
        askWhileWriting(ArcLocalLimits.defaults());
    }

    /** Asked as well: DuckDB's own tables, with which a question has hold of every database. */
    @Test
    void no_reopening_hides_rows_from_a_question() throws Exception {
        askWhileWriting(ArcLocalLimits.defaults().withNewRowsMax(1));

        assertThat(opened).hasSizeGreaterThan(CHECKPOINTS_MIN);
    }

    private void askWhileWriting(ArcLocalLimits limits) throws Exception {
        var engine = Engine.open(directory, limits);
        try (var databases = Databases.openAll(engine);
                var queries = new Queries(engine, databases)) {
            var database = databases.forWriting("memtrace");
            for (int i = 0; i < GROUPS; i++) {
                database.insert(batch("group " + i, ROWS));
            }
            var slow = queries.run(QUESTION, Optional.empty()).orElseThrow();
            var readers =
                    IntStream.range(0, READERS)
                            .mapToObj(_ -> new FutureTask<>(() -> ask(queries)))
                            .toList();
            readers.forEach(Thread::startVirtualThread);

            assertThat(writeCheckpoints(database)).isGreaterThan(CHECKPOINTS_MIN);

            assertThat(readers).allSatisfy(it -> assertThat(it.get()).isPositive());
            assertThat(QueryRows.of(slow))
                    .hasSize(ROWS)
                    .allSatisfy(row -> assertThat(row.get(1).textValue()).isEqualTo(CONTENT));
            assertThat(seen).containsOnly(ROWS);
        } finally {
            engine.close();
        }
    }

    private int writeCheckpoints(Database database) {
        long end = System.nanoTime() + TIME.toNanos();
        int checkpoints = 0;
        while (System.nanoTime() < end) {
            database.insert(batch("another", 5));
            database.maintain(0, 0);
            checkpoints++;
        }
        isOver = true;
        return checkpoints;
    }

    private int ask(Queries queries) {
        int asked = 0;
        while (!isOver) {
            seen.add(QueryRows.of(queries.run(QUESTION, Optional.empty()).orElseThrow()).size());
            var databases = QueryRows.of(queries.run(OPENED, Optional.empty()).orElseThrow());
            assertThat(databases).hasSize(1);
            opened.add(databases.toString());
            asked++;
        }
        return asked;
    }
}
