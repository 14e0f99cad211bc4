package dev.memtrace.ingest;

import dev.memtrace.core.wire.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** What clients were told since the start of this instance. Thread-safe. */
final class IngestMetrics {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder pending = new LongAdder();
    private final LongAdder unconfirmed = new LongAdder();
    private final LongAdder invalid = new LongAdder();
    private final LongAdder overloaded = new LongAdder();
    private final LongAdder appends = new LongAdder();
    private final LongAdder appendNanos = new LongAdder();

    /** The memories of one request are answered; no verdict means that it is to come. */
    void answered(List<Optional<Verdict>> verdicts) {
        for (var verdict : verdicts) {
            switch (verdict.orElse(null)) {
                case null -> pending.increment();
                case Verdict.Accepted() -> accepted.increment();
                case Verdict.Duplicate _ -> duplicates.increment();
            }
        }
    }

    /** Kafka has confirmed the memories of one request. */
    void appended(long nanos) {
        appends.increment();
        appendNanos.add(nanos);
    }

    /** Kafka did not confirm all of so many memories. */
    void unconfirmed(int memories) {
        unconfirmed.add(memories);
    }

    /** A request was answered 400 for what it contains. */
    void invalid() {
        invalid.increment();
    }

    /** A request was answered 503 for our limits. */
    void overloaded() {
        overloaded.increment();
    }

    /**
     * In the Prometheus exposition format.
     *
     * @param waiting requests that wait for a verdict now
     * @param lag records that dedup-stream has not read yet
     */
    String exposition(int waiting, long lag) {
        return """
                # HELP ingest_memories_total Memories of answered requests, by what was answered.
                # TYPE ingest_memories_total counter
                ingest_memories_total{outcome="accepted"} %d
                ingest_memories_total{outcome="duplicate"} %d
                ingest_memories_total{outcome="pending"} %d
                ingest_memories_total{outcome="unconfirmed"} %d
                # HELP ingest_requests_refused_total Requests of which nothing was written, by reason.
                # TYPE ingest_requests_refused_total counter
                ingest_requests_refused_total{reason="invalid"} %d
                ingest_requests_refused_total{reason="overloaded"} %d
                # HELP ingest_append_duration_seconds Time until Kafka had confirmed a request's memories.
                # TYPE ingest_append_duration_seconds summary
                ingest_append_duration_seconds_sum %s
                ingest_append_duration_seconds_count %d
                # HELP ingest_waiting_requests Requests that wait for a verdict now.
                # TYPE ingest_waiting_requests gauge
                ingest_waiting_requests %d
                # HELP ingest_dedup_lag_records Records that dedup-stream has not read yet.
                # TYPE ingest_dedup_lag_records gauge
                ingest_dedup_lag_records %d
                """
                .formatted(
                        accepted.sum(),
                        duplicates.sum(),
                        pending.sum(),
                        unconfirmed.sum(),
                        invalid.sum(),
                        overloaded.sum(),
                        appendNanos.sum() / 1e9,
                        appends.sum(),
                        waiting,
                        lag);
    }
}
