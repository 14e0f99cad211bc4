package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BackoffsTest {
    private Instant now = Instant.parse("2026-02-13T12:00:00Z");
    private final InstantSource ticking = () -> now;
    private final Clock clock = ticking.withZone(ZoneOffset.UTC);
    private final Backoffs<String> backoffs = new Backoffs<>(clock);

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void one_that_failed_waits_longer_each_time_and_ten_seconds_at_most() {
        for (int i = 0; i < 20; i++) {
            backoffs.failed("a", Duration.ZERO);
        }

        pass(Duration.ofMillis(4_999));
        assertThat(backoffs.mustWait("a")).isTrue();
        pass(Duration.ofMillis(5_001));
        assertThat(backoffs.mustWait("a")).isFalse();
        assertThat(backoffs.hasFailed("a")).isTrue();
    }

    @Test
    void nobody_else_waits() {
        backoffs.failed("a", Duration.ZERO);

        assertThat(backoffs.mustWait("a")).isTrue();
        assertThat(backoffs.mustWait("b")).isFalse();
        assertThat(backoffs.hasFailed("b")).isFalse();
    }

    @Test
    void what_took_long_waits_four_times_as_long_and_five_minutes_at_most() {
        backoffs.failed("a", Duration.ofSeconds(30));
        pass(Duration.ofSeconds(119));
        assertThat(backoffs.mustWait("a")).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(backoffs.mustWait("a")).isFalse();

        backoffs.failed("a", Duration.ofHours(1));
        pass(Duration.ofMinutes(5));
        assertThat(backoffs.mustWait("a")).isFalse();
    }

    @Test
    void success_ends_it_and_the_next_failure_is_a_first_one() {
        for (int i = 0; i < 20; i++) {
            backoffs.failed("a", Duration.ZERO);
        }
        backoffs.succeeded("a");
        assertThat(backoffs.mustWait("a")).isFalse();

        backoffs.failed("a", Duration.ZERO);
        pass(Backoffs.PAUSE_MIN);

        assertThat(backoffs.mustWait("a")).isFalse();
    }
}
