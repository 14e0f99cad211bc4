package dev.memtrace.query;

import java.util.concurrent.atomic.LongAdder;

/** What Arc was asked since the start of this instance. Thread-safe. */
final class QueryMetrics {
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    void answered(long nanos) {
        answered.increment();
        this.nanos.add(nanos);
    }

    void failed() {
        failed.increment();
    }

    /** In the Prometheus exposition format. */
    String exposition() {
        return """
                # HELP query_questions_total Questions to Arc, by outcome.
                # TYPE query_questions_total counter
                query_questions_total{outcome="answered"} %d
                query_questions_total{outcome="failed"} %d
                # HELP query_duration_seconds_total Time that Arc took for the answered ones.
                # TYPE query_duration_seconds_total counter
                query_duration_seconds_total %s
                """
                .formatted(answered.sum(), failed.sum(), nanos.sum() / 1e9);
    }
}
