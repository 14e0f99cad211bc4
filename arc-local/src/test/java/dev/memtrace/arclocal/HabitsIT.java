package dev.memtrace.arclocal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HabitsIT {
    private static final Duration NEVER = Duration.ofDays(1);
    private static final String COUNT = "SELECT COUNT(*) AS n FROM m";

    private static byte[] rows(int count) {
        var times = new Object[count];
        for (int i = 0; i < count; i++) {
            times[i] = ArcLocalFixture.NOON + i;
        }
        return Columns.of("m").with("time", times).bytes();
    }

    @Nested
    class With_a_buffer extends ArcLocalFixture {
        @Override
        ArcLocalConfig configured(ArcLocalConfig config) {
            return config.withHabits(Habits.buffered(NEVER, 10));
        }

        @Test
        void a_row_is_answered_but_not_seen_until_someone_flushes() {
            wire.stored(rows(3));
            assertThat(wire.answer(COUNT).get("columns")).isEmpty();
            assertThat(counter("total_records_buffered")).isEqualTo(3);
            assertThat(counter("total_records_written")).isZero();
            assertThat(counter("active_buffers")).isEqualTo(1);

            var flushed = wire.postEmpty("/api/v1/write/line-protocol/flush");

            assertThat(Wire.json(flushed).get("status").asText()).isEqualTo("success");
            assertThat(wire.rows(COUNT)).isEqualTo("[[3]]");
            assertThat(counter("total_records_written")).isEqualTo(3);
        }

        @Test
        void a_full_buffer_is_stored() {
            wire.stored(rows(4));
            wire.stored(rows(6));

            assertThat(wire.rows(COUNT)).isEqualTo("[[10]]");
        }

        @Test
        void other_columns_store_what_waits() {
            wire.stored(rows(4));
            wire.stored(Columns.of("m").with("time", NOON).with("n", 1).bytes());

            assertThat(wire.rows(COUNT)).isEqualTo("[[4]]");
        }

        @Test
        void a_kill_loses_what_waits_and_a_stop_does_not() {
            wire.stored(rows(10));
            wire.stored(rows(3));
            arc.crash();
            start();
            assertThat(wire.rows(COUNT)).isEqualTo("[[10]]");

            wire.stored(rows(3));
            restart();
            assertThat(wire.rows(COUNT)).isEqualTo("[[13]]");
        }

        @Test
        void a_full_disk_loses_what_was_answered_before_it_was_noticed() {
            wire.stored(rows(4));
            arc.faults().fillDisk();

            wire.stored(rows(6)); // a full buffer, dropped as a whole

            arc.faults().freeDisk();
            assertThat(wire.postEmpty("/api/v1/write/line-protocol/flush").statusCode())
                    .isEqualTo(200);
            assertThat(wire.answer(COUNT).get("columns")).isEmpty();
            assertThat(counter("total_records_buffered")).isEqualTo(10);
            assertThat(counter("total_records_written")).isZero();
            assertThat(counter("total_errors")).isEqualTo(1);
        }

        @Test
        void a_full_disk_fails_the_request_that_stores_what_waits() {
            wire.stored(rows(4));
            arc.faults().fillDisk();
            var others = Columns.of("m").with("time", NOON).with("n", 1).bytes();

            var refused = wire.write(others, "x-arc-database", "test");

            assertThat(refused.statusCode()).isEqualTo(500);
            assertThat(refused.body()).contains("Failed to write records").contains("no space");
            arc.faults().freeDisk();
            wire.stored(others);
            wire.postEmpty("/api/v1/write/line-protocol/flush");
            assertThat(wire.rows(COUNT)).isEqualTo("[[1]]");
        }

        @Test
        void a_full_disk_fails_a_flush_that_somebody_asks_for() {
            wire.stored(rows(4));
            arc.faults().fillDisk();

            assertThat(wire.postEmpty("/api/v1/write/line-protocol/flush").statusCode())
                    .isEqualTo(500);
        }

        private int counter(String name) {
            return Wire.json(wire.get("/api/v1/write/msgpack/stats"))
                    .at("/buffer/" + name)
                    .asInt(-1);
        }
    }

    @Nested
    class With_an_age extends ArcLocalFixture {
        @Override
        ArcLocalConfig configured(ArcLocalConfig config) {
            return config.withHabits(Habits.buffered(Duration.ofMillis(300), 1_000));
        }

        @Test
        void rows_are_seen_when_they_are_old_enough() {
            wire.stored(rows(3));
            assertThat(wire.answer(COUNT).get("columns")).isEmpty();

            var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (wire.answer(COUNT).get("columns").isEmpty() && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(wire.rows(COUNT)).isEqualTo("[[3]]");
        }
    }

    @Nested
    class With_a_log extends ArcLocalFixture {
        @Override
        ArcLocalConfig configured(ArcLocalConfig config) {
            return config.withHabits(Habits.buffered(NEVER, 10).replaying());
        }

        @Test
        void a_kill_loses_nothing_and_doubles_what_was_stored() {
            wire.stored(rows(10));
            wire.stored(rows(3));

            arc.crash();
            start();

            assertThat(wire.rows(COUNT)).isEqualTo("[[23]]");
        }

        @Test
        void half_an_entry_at_the_end_of_the_log_is_left_out() throws IOException {
            wire.stored(rows(3));
            wire.stored(rows(3));
            arc.crash();
            var journal = directory.resolve("replay.journal");
            try (var file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
                file.truncate(Files.size(journal) - 1);
            }

            start();
            assertThat(wire.rows(COUNT)).isEqualTo("[[3]]");
            wire.stored(rows(1));
            arc.crash();
            start();

            assertThat(wire.rows(COUNT)).isEqualTo("[[7]]");
        }

        @Test
        void a_clean_stop_doubles_nothing() {
            wire.stored(rows(10));
            wire.stored(rows(3));

            restart();

            assertThat(wire.rows(COUNT)).isEqualTo("[[13]]");
        }
    }

    @Nested
    class With_faults_on_order extends ArcLocalFixture {

        @Test
        void writes_fail_as_often_as_ordered_and_store_nothing() {
            arc.faults().failWrites(2, 503, "{\"error\":\"later\"}");

            assertThat(wire.write(rows(1), "x-arc-database", "test").statusCode()).isEqualTo(503);
            assertThat(wire.write(rows(1), "x-arc-database", "test").body()).contains("later");
            wire.stored(rows(1));

            assertThat(wire.rows(COUNT)).isEqualTo("[[1]]");
        }

        @Test
        void a_write_can_be_stored_and_denied() {
            arc.faults().storeWritesButAnswer(1, 503, "{}");

            assertThat(wire.write(rows(1), "x-arc-database", "test").statusCode()).isEqualTo(503);

            assertThat(wire.rows(COUNT)).isEqualTo("[[1]]");
        }

        @Test
        void a_write_can_be_stored_and_never_answered() throws InterruptedException {
            arc.faults().storeWritesButStall(1);
            var answered = new CountDownLatch(1);
            Thread.startVirtualThread(
                    () -> {
                        wire.write(rows(1), "x-arc-database", "test");
                        answered.countDown();
                    });

            var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (wire.answer(COUNT).get("columns").isEmpty() && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(wire.rows(COUNT)).isEqualTo("[[1]]");
            assertThat(answered.getCount()).isEqualTo(1);

            arc.faults().clear();
            assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
        }

        @Test
        void a_write_to_a_full_disk_is_refused_until_there_is_room() {
            arc.faults().fillDisk();

            assertThat(wire.write(rows(1), "x-arc-database", "test").statusCode()).isEqualTo(500);

            arc.faults().freeDisk();
            wire.stored(rows(1));
            assertThat(wire.rows(COUNT)).isEqualTo("[[1]]");
        }

        @Test
        void queries_fail_as_ordered() {
            arc.faults().failQueries(1, 500, "IO Error: gone");

            assertThat(wire.query("SELECT 1").body()).contains("IO Error: gone");
            assertThat(wire.query("SELECT 1").statusCode()).isEqualTo(200);
        }
    }
}
