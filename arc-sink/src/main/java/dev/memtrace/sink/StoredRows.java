package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcClient;
import dev.memtrace.arc.ArcQueryException;
import dev.memtrace.arc.MemoryColumns;
import dev.memtrace.arc.Sql;
import dev.memtrace.core.memory.OrgId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Asks Arc which of an org's rows it has already. */
final class StoredRows {
    private final ArcClient arc;
    private final long logEpoch;

    StoredRows(ArcClient arc, long logEpoch) {
        this.arc = arc;
        this.logEpoch = logEpoch;
    }

    /**
     * Offsets of {@code rows} that this Arc has, by partition.
     *
     * @param rows of one org
     * @throws dev.memtrace.arc.ArcException if Arc does not say
     */
    Map<TopicPartition, Set<Long>> of(ArcBinding binding, List<Batch.Row> rows) {
        var stored = new HashMap<TopicPartition, Set<Long>>();
        rows.stream()
                .collect(Collectors.groupingBy(Batch.Row::partition))
                .forEach((partition, some) -> stored.put(partition, ask(binding, partition, some)));
        return stored;
    }

    /** Whether {@code row} is among the {@code stored} ones. */
    static boolean has(Map<TopicPartition, Set<Long>> stored, Batch.Row row) {
        return stored.getOrDefault(row.partition(), Set.of()).contains(row.offset());
    }

    private Set<Long> ask(ArcBinding binding, TopicPartition partition, List<Batch.Row> rows) {
        var offsets = rows.stream().mapToLong(Batch.Row::offset).summaryStatistics();
        var times = rows.stream().map(row -> row.memory().time()).sorted().toList();
        return ask(
                binding,
                rows.getFirst().memory().org(),
                partition,
                offsets.getMin(),
                offsets.getMax(),
                times.getFirst(),
                times.getLast());
    }

    private Set<Long> ask(
            ArcBinding binding,
            OrgId org,
            TopicPartition partition,
            long first,
            long last,
            Instant from,
            Instant to) {
        // Bounded by org and offsets: one batch's worth of rows at most, however often each is
        // stored, and whoever else shares the Arc.
        var sql =
                "SELECT DISTINCT e.kafka_offset AS kafka_offset FROM "
                        + binding.measurement()
                        + " AS e"
                        + " WHERE "
                        + Sql.from(from)
                        + " AND "
                        + Sql.before(to.plus(1, ChronoUnit.MICROS))
                        + " AND "
                        + Sql.equal(MemoryColumns.ORG_ID, org.value())
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
