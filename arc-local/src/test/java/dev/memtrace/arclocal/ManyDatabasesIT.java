package dev.memtrace.arclocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Questions for several databases go together with writes to each, and with closing and opening of
 * each file: nobody waits for ever, and nobody holds a file that is to be closed.
 */
final class ManyDatabasesIT {
    private static final Duration TIME = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final List<String> QUESTIONS =
            List.of(
                    "SELECT COUNT(*) AS n FROM a.m JOIN b.m ON true",
                    "SELECT COUNT(*) AS n FROM c.m JOIN a.m ON true",
                    "SELECT COUNT(*) AS n FROM a.m, arc_b.main.m",
                    "SELECT COUNT(*) AS n FROM b.m, duckdb_columns()",
                    "SELECT COUNT(*) AS n FROM duckdb_tables()",
                    "SHOW ALL TABLES",
                    "SELECT 1 AS n");
    private static final String WRONG = "SELECT no_such_function(1) AS n FROM c.m";

    @TempDir private Path directory;
    private Databases databases;
    private Queries queries;

    @Test
    void questions_for_several_databases_and_writes_to_each_go_on() throws Exception {
        var engine = Engine.open(directory, ArcLocalLimits.defaults().withNewRowsMax(1));
        databases = Databases.openAll(engine);
        queries = new Queries(engine, databases);
        NAMES.forEach(this::write);

        var all =
                Stream.of(
                                NAMES.stream().map(name -> started(() -> write(name))),
                                QUESTIONS.stream().map(sql -> started(() -> ask(sql))),
                                Stream.of(started(this::askWrongly)))
                        .flatMap(tasks -> tasks)
                        .toList();

        for (var one : all) {
            assertThat(one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isPositive();
        }
        queries.close();
        databases.close();
        engine.close();
    }

    /** Again and again for a while; returns how often. */
    private static FutureTask<Integer> started(Runnable work) {
        long end = System.nanoTime() + TIME.toNanos();
        var task =
                new FutureTask<>(
                        () -> {
                            int times = 0;
                            while (System.nanoTime() < end) {
                                work.run();
                                times++;
                            }
                            return times;
                        });
        Thread.startVirtualThread(task);
        return task;
    }

    private void write(String name) {
        var bytes = Columns.of("m").with("time", ArcLocalFixture.NOON).bytes();
        var database = databases.forWriting(name);
        database.insert(new PayloadDecoder(Clock.systemUTC()).decode(bytes).getFirst());
        database.maintain(0, 0);
    }

    private void ask(String sql) {
        assertThat(QueryRows.of(queries.run(sql, Optional.empty()).orElseThrow())).isNotEmpty();
    }

    private void askWrongly() {
        assertThatThrownBy(() -> queries.run(WRONG, Optional.empty()))
                .isInstanceOfSatisfying(
                        ArcFailure.class, it -> assertThat(it.status()).isEqualTo(500));
    }
}
