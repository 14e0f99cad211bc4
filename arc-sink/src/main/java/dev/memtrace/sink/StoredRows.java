package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcClient;
import dev.memtrace.arc.ArcQueryException;
import dev.memtrace.arc.MemoryColumns;
import dev.memtrace.arc.Sql;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Asks Arc which rows of a batch it has already. */
final class StoredRows {
    private final ArcClient arc;
    private final ArcBinding binding;
    private final long logEpoch;

    StoredRows(ArcClient arc, ArcBinding binding, long logEpoch) {
        this.arc = arc;
        this.binding = binding;
        this.logEpoch = logEpoch;
    }

    /**
     * Offsets of {@code batch} that Arc has, by partition.
     *
     * @throws dev.memtrace.arc.ArcException if Arc does not say
     */
    Map<TopicPartition, Set<Long>> of(Batch batch) {
        var stored = new HashMap<TopicPartition, Set<Long>>();
        for (var partition : batch.partitions()) {
            var rows =
                    batch.rows().stream().filter(row -> row.partition().equals(partition)).toList();
            if (!rows.isEmpty()) {
                var times = rows.stream().map(row -> row.memory().time()).sorted().toList();
                var offsets =
                        rows.stream()
                                .map(Batch.Row::offset)
                                .sorted(Comparator.naturalOrder())
                                .toList();
                stored.put(
                        partition,
                        ask(
                                partition,
                                offsets.getFirst(),
                                offsets.getLast(),
                                times.getFirst(),
                                times.getLast()));
            }
        }
        return stored;
    }

    private Set<Long> ask(
            TopicPartition partition, long first, long last, Instant from, Instant to) {
        // Bounded by offsets: one batch's worth of rows at most, however often each is stored.
        var sql =
                "SELECT DISTINCT e.kafka_offset AS kafka_offset FROM "
                        + binding.measurement()
                        + " AS e"
                        + " WHERE "
                        + Sql.from(from)
                        + " AND "
                        + Sql.before(to.plus(1, ChronoUnit.MICROS))
                        + " AND e.log_epoch = "
                        + logEpoch
                        + " AND e.kafka_partition = "
                        + partition.partition()
                        + " AND e.kafka_offset >= "
                        + first
                        + " AND e.kafka_offset <= "
                        + last
                        + " ORDER BY kafka_offset";
        var offsets = new HashSet<Long>();
        try {
            arc.query(binding, sql)
                    .rows()
                    .forEach(row -> offsets.add(row.number(MemoryColumns.KAFKA_OFFSET)));
        } catch (ArcQueryException e) {
            if (!e.isMissingColumn()) {
                throw e;
            }
            // All rows are the original's, which have no offsets: none of them is ours.
        }
        return offsets;
    }
}
