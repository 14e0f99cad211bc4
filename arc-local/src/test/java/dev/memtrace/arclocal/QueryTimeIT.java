package dev.memtrace.arclocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A question that takes too long is stopped, whatever waits for it meanwhile. */
final class QueryTimeIT extends ArcLocalFixture {
    private static final String LONG =
            "SELECT COUNT(*) FROM events, range(30000000000) AS r(i) WHERE i * 7 % 13 = 99";
    private static final int BYTES_DUE_FOR_A_CHECKPOINT = 2 * 1024 * 1024;

    @Override
    ArcLocalConfig configured(ArcLocalConfig config) {
        // Longer than it takes until nobody has written for a while and a checkpoint is due.
        return config.withLimits(config.limits().withQueryTimeMax(Duration.ofSeconds(5)));
    }

    @Test
    void a_write_and_a_checkpoint_that_wait_for_a_question_do_not_keep_it_from_being_stopped()
            throws Exception {
        write("x".repeat(BYTES_DUE_FOR_A_CHECKPOINT));
        var question = new FutureTask<>(() -> wire.query(LONG, "x-arc-database", "test"));
        Thread.startVirtualThread(question);

        while (!question.isDone()) {
            write("y");
        }

        assertThat(question.get().statusCode()).isEqualTo(504);
    }

    @Test
    void a_question_that_is_stopped_before_it_runs_does_not_run() throws SQLException {
        try (var engine = Engine.open(directory.resolve("other"), ArcLocalLimits.defaults());
                var connection = engine.connect();
                var cursor = new QueryCursor(engine, connection, () -> {})) {
            cursor.cancel();

            assertThatThrownBy(() -> cursor.open("SELECT 1"))
                    .isInstanceOfSatisfying(
                            ArcFailure.class, it -> assertThat(it.status()).isEqualTo(504));
        }
    }

    private void write(String text) {
        wire.stored(Columns.of("events").with("time", NOON).with("text", text).bytes());
    }
}
