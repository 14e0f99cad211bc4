package dev.memtrace.arclocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database goes on after the disk, or whatever DuckDB stumbled over, has failed it once. */
final class StorageFailureIT {
    @TempDir private Path directory;
    private Engine engine;
    private Databases databases;
    private Queries queries;
    private Database database;

    @BeforeEach
    void storeOneRow() throws SQLException {
        open();
        insertOne();
    }

    private void open() throws SQLException {
        engine = Engine.openUnlocked(directory, ArcLocalLimits.defaults().withNewRowsMax(1));
        databases = Databases.openAll(engine);
        queries = new Queries(engine, databases);
        database = databases.forWriting("memtrace");
    }

    @AfterEach
    void close() throws SQLException {
        queries.close();
        databases.close();
        engine.close();
    }

    @Test
    void a_write_follows_a_reopening_that_failed() throws SQLException {
        failToReopen();

        insertOne();

        assertThat(count()).isEqualTo(2);
    }

    @Test
    void the_next_look_at_what_is_due_makes_up_for_a_reopening_that_failed() throws SQLException {
        failToReopen();

        database.maintain(Long.MAX_VALUE, Long.MAX_VALUE);

        assertThat(count()).isEqualTo(1);
    }

    @Test
    void all_is_there_after_a_stop_that_follows_a_reopening_that_failed() throws SQLException {
        failToReopen();

        close();
        open();

        assertThat(count()).isEqualTo(1);
    }

    /** DuckDB has closed the file, when somebody turns out to look at it still. */
    private void failToReopen() throws SQLException {
        try (var other = engine.connect()) {
            Engine.execute(other, "BEGIN TRANSACTION READ ONLY");
            Engine.execute(other, "SELECT * FROM " + database.table("events"));
            assertThatThrownBy(() -> database.maintain(0, 0))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("in the process of being detached");
        }
        assertThatThrownBy(this::count)
                .isInstanceOfSatisfying(
                        ArcFailure.class, it -> assertThat(it.status()).isEqualTo(503));
    }

    @Test
    void reads_and_writes_follow_a_checkpoint_that_failed() throws SQLException {
        set("debug_checkpoint_abort", "'before_header_non_fatal'");
        assertThatThrownBy(() -> database.maintain(0, 0)).isInstanceOf(EngineException.class);

        assertThat(count()).isEqualTo(1);
        insertOne();
        assertThat(count()).isEqualTo(2);
        set("debug_checkpoint_abort", "'none'");
        database.maintain(0, 0);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void a_write_that_follows_one_that_failed_is_stored_once() throws SQLException {
        assumeThat(version()).doesNotStartWith("v1."); // which knows no such setting
        set("debug_force_commit_failure", "true");
        assertThatThrownBy(this::insertOne).isInstanceOf(EngineException.class);
        set("debug_force_commit_failure", "false");
        assertThat(count()).isEqualTo(1);

        insertOne();

        assertThat(count()).isEqualTo(2);
    }

    private String version() {
        var row = QueryRows.of(queries.run("SELECT version()", Optional.empty()).orElseThrow());
        return row.at("/0/0").textValue();
    }

    private void set(String setting, String value) throws SQLException {
        try (var connection = engine.connect()) {
            Engine.execute(connection, "SET GLOBAL " + setting + " = " + value);
        }
    }

    private void insertOne() {
        var bytes = Columns.of("events").with("time", ArcLocalFixture.NOON).bytes();
        database.insert(new PayloadDecoder(Clock.systemUTC()).decode(bytes).getFirst());
    }

    private int count() {
        var sql = "SELECT * FROM memtrace.events";
        return QueryRows.of(queries.run(sql, Optional.empty()).orElseThrow()).size();
    }
}
