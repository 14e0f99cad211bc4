package dev.memtrace.core.accounts;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.LogScan;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.UndecodableException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Counts memories that came in and are not decided: one by one, because offsets also count what is
 * no memory of the org. One thread at a time.
 */
final class UndecidedScan implements AutoCloseable {
    private final LogScan scan;

    /**
     * Which records count.
     *
     * <p>Both offsets are of {@code memories}; a record before the one of its org is decided.
     */
    interface Bounds {
        /** Before it there is nothing to count in this partition. */
        long from(int partition);

        /** Whether a record of {@code org} is among what is asked for. */
        boolean counts(OrgId org, int partition, long offset);

        /** Those of one org that are not in its accounts. */
        static Bounds of(OrgId org, AccountsReader accounts) {
            return new Bounds() {
                @Override
                public long from(int partition) {
                    return accounts.through(org, partition);
                }

                @Override
                public boolean counts(OrgId owner, int partition, long offset) {
                    return owner.equals(org);
                }
            };
        }

        /** Those of every org that are not in its accounts. */
        static Bounds ofAll(AccountsReader accounts) {
            return new Bounds() {
                @Override
                public long from(int partition) {
                    return accounts.through(partition);
                }

                @Override
                public boolean counts(OrgId owner, int partition, long offset) {
                    return offset >= accounts.through(owner, partition);
                }
            };
        }
    }

    /** Takes over what it scans with. */
    UndecidedScan(LogScan scan) {
        this.scan = scan;
    }

    /**
     * How many there are of each org, up to where the log ends now.
     *
     * @throws dev.memtrace.core.wire.KafkaUnavailableException if there are too many to count, or
     *     it takes too long
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
     */
    Map<OrgId, Long> count(Bounds bounds) {
        var counts = new HashMap<OrgId, Long>();
        scan.visit(bounds::from, record -> count(record, bounds, counts));
        return counts;
    }

    private static void count(
            ConsumerRecord<byte[], byte[]> record, Bounds bounds, Map<OrgId, Long> counts) {
        try {
            var org = MemoryRecord.of(record.value()).org();
            if (bounds.counts(org, record.partition(), record.offset())) {
                counts.merge(org, 1L, Long::sum);
            }
        } catch (UndecodableException _) {
            // It does not say whose it is, and will not be counted as rejected either.
        }
    }

    @Override
    public void close() {
        scan.close();
    }
}
