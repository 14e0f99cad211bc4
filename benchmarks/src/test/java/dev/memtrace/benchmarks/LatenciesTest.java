package dev.memtrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private final Latencies latencies = new Latencies();

    @Test
    void percentiles_are_durations_that_occurred() {
        for (int millis = 10_000; millis >= 1; millis--) {
            latencies.add(TimeUnit.MILLISECONDS.toNanos(millis));
        }

        assertThat(latencies.summary())
                .isEqualTo(new Latencies.Summary(10_000, 5_000, 9_900, 10_000));
    }

    @Test
    void one_duration_is_every_percentile() {
        latencies.add(TimeUnit.MILLISECONDS.toNanos(7));

        assertThat(latencies.summary()).isEqualTo(new Latencies.Summary(1, 7, 7, 7));
    }

    @Test
    void nothing_measured_is_a_failure_and_not_a_zero() {
        assertThatThrownBy(latencies::summary).isInstanceOf(StageFailedException.class);
    }
}
