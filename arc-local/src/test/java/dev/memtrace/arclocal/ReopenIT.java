package dev.memtrace.arclocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that was closed to be opened again, and could not be, is opened later. */
final class ReopenIT {
    @TempDir private Path directory;
    private Engine engine;
    private Databases databases;
    private Queries queries;
    private Database database;

    @BeforeEach
    void failToReopen() throws SQLException {
        engine = Engine.open(directory, ArcLocalLimits.defaults().withNewRowsMax(1));
        databases = Databases.openAll(engine);
        queries = new Queries(engine, databases);
        database = databases.forWriting("memtrace");
        insertOne();
        try (var other = engine.connect()) {
            Engine.execute(other, "BEGIN TRANSACTION READ ONLY");
            Engine.execute(other, "SELECT * FROM " + database.table("events"));
            assertThatThrownBy(() -> database.maintain(0, 0))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("already attached");
        }
        assertThatThrownBy(this::count)
                .isInstanceOfSatisfying(
                        ArcFailure.class, it -> assertThat(it.status()).isEqualTo(503));
    }

    @AfterEach
    void stop() throws SQLException {
        queries.close();
        databases.close();
        engine.close();
    }

    @Test
    void by_the_next_write() {
        insertOne();

        assertThat(count()).isEqualTo(2);
    }

    @Test
    void by_the_next_look_at_what_is_due() {
        database.maintain(Long.MAX_VALUE, Long.MAX_VALUE);

        assertThat(count()).isEqualTo(1);
    }

    private void insertOne() {
        var bytes = Columns.of("events").with("time", ArcLocalFixture.NOON).bytes();
        database.insert(new PayloadDecoder(Clock.systemUTC()).decode(bytes).getFirst());
    }

    private int count() {
        var rows =
                QueryRows.of(
                        queries.run("SELECT * FROM memtrace.events", Optional.empty())
                                .orElseThrow());
        return rows.size();
    }
}
