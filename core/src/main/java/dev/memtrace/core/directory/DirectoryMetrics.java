package dev.memtrace.core.directory;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What a copy of the directory has done since its start. Thread-safe. */
final class DirectoryMetrics {
    private final LongAdder applied = new LongAdder();
    private final LongAdder aside = new LongAdder();
    private final LongAdder rebuilds = new LongAdder();
    private final AtomicLong position = new AtomicLong();

    void applied(int changes, int recordsAside, long next) {
        applied.add(changes);
        aside.add(recordsAside);
        position.set(next);
    }

    void rebuilding() {
        rebuilds.increment();
    }

    /** In the Prometheus exposition format. */
    String exposition() {
        return """
                # HELP directory_records_total Records of the directory topic, by what became of them.
                # TYPE directory_records_total counter
                directory_records_total{outcome="applied"} %d
                directory_records_total{outcome="aside"} %d
                # HELP directory_rebuilds_total How often this copy of the directory was made anew.
                # TYPE directory_rebuilds_total counter
                directory_rebuilds_total %d
                # HELP directory_position Offset up to which the directory topic is applied.
                # TYPE directory_position gauge
                directory_position %d
                """
                .formatted(applied.sum(), aside.sum(), rebuilds.sum(), position.get());
    }
}
