package dev.memtrace.core.directory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * One reading of the directory topic, from its beginning to its end, for who asks once and goes
 * away. Keeps nothing, and decodes no more than it must. One thread.
 */
public final class DirectoryScan {
    private static final Duration POLL = Duration.ofMillis(500);

    /** For the next records, not for all of them. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Wanted wanted;
    private final Consumer<DirectoryChange> reader;
    private long unreadable;

    /**
     * Which changes are handed on.
     *
     * @param org whose; everybody's if empty
     */
    public record Wanted(Set<EntryKind> kinds, Optional<OrgId> org) {
        public Wanted {
            kinds = Set.copyOf(kinds);
        }

        /** Those of every org. */
        public static Wanted ofAll(EntryKind... kinds) {
            return new Wanted(Set.of(kinds), Optional.empty());
        }

        /** Those of one org. */
        public static Wanted of(OrgId org, EntryKind... kinds) {
            return new Wanted(Set.of(kinds), Optional.of(org));
        }

        /**
         * Whether {@code record} can be one of them. A record that does not hold the org's id is
         * another's, which is found out at a fraction of what decoding costs.
         */
        private boolean mayContain(EntryKey key, ConsumerRecord<byte[], byte[]> record) {
            return kinds.contains(key.kind())
                    && (org.isEmpty()
                            || record.value() == null
                            || Bytes.contain(record.value(), org.get().value().getBytes(US_ASCII)));
        }

        private boolean contains(DirectoryChange change) {
            return switch (change) {
                case DirectoryChange.Stated(var state) ->
                        org.isEmpty() || state.entry().org().equals(org.get());
                case DirectoryChange.Gone(_, var owner, _) ->
                        org.isEmpty() || owner.isEmpty() || owner.equals(org);
            };
        }
    }

    private DirectoryScan(Wanted wanted, Consumer<DirectoryChange> reader) {
        this.wanted = wanted;
        this.reader = reader;
    }

    /**
     * Hands on every change, in order, up to what was written when this was called: whoever was
     * told a decision before finds it.
     *
     * @return how many records could not be read
     * @throws KafkaUnavailableException if Kafka does not hand out the topic
     */
    public static long read(
            KafkaConfig kafka, Admin admin, Wanted wanted, Consumer<DirectoryChange> reader) {
        var scan = new DirectoryScan(wanted, reader);
        scan.run(kafka, admin);
        return scan.unreadable;
    }

    private void run(KafkaConfig kafka, Admin admin) {
        var partition = DirectoryTopic.partition(kafka);
        var consumer = DirectoryTopic.consumer(kafka, partition);
        try {
            consumer.seekToBeginning(List.of(partition));
            long end = end(admin, partition);
            long movedAt = System.nanoTime();
            while (consumer.position(partition, PATIENCE) < end) {
                long before = consumer.position(partition, PATIENCE);
                consumer.poll(POLL).forEach(this::take);
                if (consumer.position(partition, PATIENCE) > before) {
                    movedAt = System.nanoTime();
                } else if (System.nanoTime() - movedAt > PATIENCE.toNanos()) {
                    throw unavailable(partition, null);
                }
            }
        } catch (KafkaException e) {
            throw unavailable(partition, e);
        } finally {
            // It would wait for a fetch under way, half a second, to leave nothing behind that the
            // broker does not forget by itself.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    /**
     * The end of what is written, open transactions included: a decision can be known a moment
     * before its record may be read.
     */
    private static long end(Admin admin, TopicPartition partition) {
        return KafkaFutures.await(
                        admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                                .partitionResult(partition),
                        "looking for the end of " + partition.topic())
                .offset();
    }

    private static KafkaUnavailableException unavailable(TopicPartition partition, Exception e) {
        return new KafkaUnavailableException(
                "Kafka does not hand out " + partition.topic() + "; try again", e);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (wanted.mayContain(EntryKey.decode(record.key()), record)) {
                var change = DirectoryChange.decode(record);
                if (wanted.contains(change)) {
                    reader.accept(change);
                }
            }
        } catch (UndecodableException e) {
            unreadable++;
        }
    }

    /** Searching in bytes. */
    private static final class Bytes {
        static boolean contain(byte[] bytes, byte[] part) {
            for (int i = 0; i <= bytes.length - part.length; i++) {
                if (bytes[i] == part[0] && isAt(bytes, i, part)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean isAt(byte[] bytes, int start, byte[] part) {
            for (int i = 1; i < part.length; i++) {
                if (bytes[start + i] != part[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
