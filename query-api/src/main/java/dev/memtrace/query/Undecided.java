package dev.memtrace.query;

import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.GroupOffsets;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.LogScan;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Finds memories that came in and are not decided: dedup-stream has committed nothing of what it
 * read of them. Who asks while somebody looks shares the next look with all who do. Thread-safe.
 */
final class Undecided implements AutoCloseable {
    private static final Duration ANSWER_WAIT_MAX = Duration.ofSeconds(5);

    private final KafkaConfig kafka;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Look next = new Look();

    /** Opened with the first question, and anew after a failure; under {@link #looking}. */
    private Optional<Log> log = Optional.empty();

    private record Wanted(OrgId org, MemoryId id) {}

    /** One look at the log; what comes of it is under {@link #looking}. */
    private static final class Look {
        private final Set<Wanted> wanted = ConcurrentHashMap.newKeySet();
        private final Set<Wanted> found = new HashSet<>();
        private boolean isOver;
        private Optional<RuntimeException> failure = Optional.empty();
    }

    private record Log(LogScan scan, Admin admin) {
        void close() {
            scan.close();
            admin.close();
        }
    }

    /** Opens nothing yet. */
    Undecided(KafkaConfig kafka) {
        this.kafka = kafka;
    }

    /**
     * Whether this org's memory is among them.
     *
     * @throws KafkaUnavailableException if that cannot be told for now
     */
    boolean contains(OrgId org, MemoryId id) {
        var wanted = new Wanted(org, id);
        var look = joinNext(wanted);
        looking.lock();
        try {
            if (!look.isOver) {
                look(look);
            }
            look.failure.ifPresent(
                    it -> {
                        throw new KafkaUnavailableException(it.getMessage(), it);
                    });
            return look.found.contains(wanted);
        } finally {
            looking.unlock();
        }
    }

    private synchronized Look joinNext(Wanted wanted) {
        next.wanted.add(wanted);
        return next;
    }

    private synchronized void closeToOthers() {
        next = new Look();
    }

    private void look(Look look) {
        closeToOthers();
        try {
            var topics = kafka.topics();
            var log = log();
            var decided =
                    GroupOffsets.committed(log.admin(), topics.dedupGroup(), topics.memories());
            log.scan()
                    .visit(
                            partition -> decided.getOrDefault(partition, 0L),
                            record -> look.found.addAll(named(record, look.wanted)));
        } catch (KafkaUnavailableException e) {
            look.failure = Optional.of(e);
        } catch (KafkaException e) {
            closeLog();
            look.failure =
                    Optional.of(
                            new KafkaUnavailableException(
                                    "Kafka does not tell what is undecided; try again", e));
        } finally {
            look.isOver = true;
        }
    }

    private static Set<Wanted> named(ConsumerRecord<byte[], byte[]> record, Set<Wanted> wanted) {
        try {
            var memory = MemoryRecord.of(record.value());
            var named = new Wanted(memory.org(), memory.id());
            return wanted.contains(named) ? Set.of(named) : Set.of();
        } catch (UndecodableException _) {
            return Set.of(); // it will be rejected
        }
    }

    private Log log() {
        if (log.isEmpty()) {
            var scan = LogScan.open(kafka, ANSWER_WAIT_MAX);
            log = Optional.of(new Log(scan, Admin.create(kafka.clientProperties())));
        }
        return log.get();
    }

    private void closeLog() {
        log.ifPresent(Log::close);
        log = Optional.empty();
    }

    @Override
    public void close() {
        looking.lock();
        try {
            closeLog();
        } finally {
            looking.unlock();
        }
    }
}
