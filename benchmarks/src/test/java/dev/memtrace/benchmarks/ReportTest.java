package dev.memtrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Result CEILING = new Result.Rate("ceiling", 800_000, Optional.empty(), "");

    @Test
    void a_rate_is_compared_with_the_ceiling() {
        var report = report(rate(200_000), 5, 5);

        assertThat(report.table()).contains("25.0 %").contains(">= 25 % of the ceiling: met");
        var json = report.json().path("results").path(1);
        assertThat(json.path("of_ceiling").asDouble()).isEqualTo(0.25);
        assertThat(json.path("met").asBoolean()).isTrue();
    }

    @Test
    void a_target_that_is_not_reached_is_missed_and_no_failure() {
        var report = report(rate(199_999), 5, 5);

        assertThat(report.table()).contains("MISSED");
        assertThat(report.isComplete()).isTrue();
    }

    @Test
    void a_stage_without_a_figure_makes_the_run_incomplete() {
        var failed = new Result.Failed("list", Optional.of(new Goal.P99(100)), "answered 500");

        var report = report(failed, 5, 5);

        assertThat(report.isComplete()).isFalse();
        assertThat(report.table()).contains("failed").contains("answered 500").contains("MISSED");
    }

    @Test
    void a_lost_memory_makes_the_run_incomplete() {
        var report = report(rate(200_000), 5, 4);

        assertThat(report.isComplete()).isFalse();
        assertThat(report.table()).contains("THEY DO NOT ADD UP");
    }

    @Test
    void a_latency_is_compared_with_its_own_percentile() {
        var summary = new Latencies.Summary(1_000, 26, 90, 300);
        var median = new Result.Timing("single", summary, Optional.of(new Goal.Median(25)), "");
        var p99 = new Result.Timing("list", summary, Optional.of(new Goal.P99(100)), "");

        assertThat(report(median, 5, 5).table()).contains("p50 <= 25 ms: MISSED");
        assertThat(report(p99, 5, 5).table()).contains("p99 <= 100 ms: met");
    }

    private static Result rate(double perSecond) {
        return new Result.Rate("batch", perSecond, Optional.of(new Goal.ShareOfCeiling(0.25)), "");
    }

    private static Report report(Result result, long acknowledged, long stored) {
        return new Report(
                BenchOptions.quick(),
                List.of(CEILING, result),
                new Report.Accounts(acknowledged, stored),
                Duration.ofSeconds(1));
    }
}
