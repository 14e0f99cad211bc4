package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffsTest {
    @Test
    void the_first_pause_is_short_and_no_pause_is_longer_than_ten_seconds() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(Backoffs.pause(1)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
            assertThat(Backoffs.pause(8)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
            assertThat(Backoffs.pause(Integer.MAX_VALUE))
                    .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        }
    }
}
