package dev.memtrace.feeds;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.LoopRunner;
import dev.memtrace.core.wire.AppendFailedException;
import dev.memtrace.core.wire.GroupReader;
import dev.memtrace.core.wire.Handled;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mirrors accepted memories to the feeds of their orgs. Records and offsets are one transaction, so
 * a crash takes nothing and repeats nothing for whoever reads committed records. One thread.
 */
final class FeedLoop implements LoopRunner.Loop, GroupReader.Owner {
    private static final Logger LOGGER = LoggerFactory.getLogger(FeedLoop.class);
    private static final Duration POLL_MAX = Duration.ofMillis(100);
    private static final Duration COMMIT_EVERY = Duration.ofMillis(50);
    private static final int BYTES_MAX = 8 * 1024 * 1024;

    /** What a record takes beside its key and value, about. */
    private static final int RECORD_OVERHEAD_BYTES = 256;

    /** How often to look, while Kafka confirms, whether it may be waiting for a deleted feed. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final FeedClients kafka;
    private final GroupReader reader;
    private final Handled handled;
    private final Topics topics;
    private final FeedOwners owners;
    private final FeedMetrics metrics;

    /** Those that something is to be written for in the next commit. */
    private final Set<OrgId> concerned = new HashSet<>();

    private Optional<Instant> oldest = Optional.empty();
    private long committedNanos = System.nanoTime();

    /** Kafka was told to write to a feed that is gone: this producer is good for nothing more. */
    private boolean isStuck;

    private volatile boolean stopRequested;

    /** Takes over the clients. */
    FeedLoop(FeedClients kafka, Topics topics, FeedOwners owners, FeedMetrics metrics) {
        this.kafka = kafka;
        this.reader = new GroupReader(kafka.accepted(), this);
        this.handled = new Handled(kafka.feeds(), BYTES_MAX);
        this.topics = topics;
        this.owners = owners;
        this.metrics = metrics;
    }

    /**
     * Runs until it is told to stop, or a feed is deleted at the wrong moment. Whatever it returns
     * or throws for, the next loop goes on at the last commit.
     */
    @Override
    public void run() {
        try (kafka) {
            reader.read(List.of(topics.accepted()));
            try {
                while (!stopRequested && !isStuck) {
                    step();
                }
                if (!isStuck) {
                    commit();
                }
            } finally {
                reader.end();
            }
        }
    }

    private void step() {
        reader.poll(handled.isEmpty() ? POLL_MAX : untilCommit());
        takeWaiting();
        metrics.feeds(owners.count());
        metrics.oldest(oldest.or(this::firstWaiting));
        if (!isStuck && (handled.isFull() || untilCommit().isZero())) {
            commit();
        }
    }

    private Duration untilCommit() {
        var passed = Duration.ofNanos(System.nanoTime() - committedNanos);
        return passed.compareTo(COMMIT_EVERY) < 0 ? COMMIT_EVERY.minus(passed) : Duration.ZERO;
    }

    private Optional<Instant> firstWaiting() {
        return reader.isEmpty() ? Optional.empty() : Optional.of(acceptedAt(reader.first()));
    }

    private static Instant acceptedAt(ConsumerRecord<byte[], byte[]> record) {
        return Instant.ofEpochMilli(record.timestamp());
    }

    private void takeWaiting() {
        while (!reader.isEmpty() && !handled.isFull() && isTaken(reader.first())) {
            handled.add(reader.removeFirst());
        }
    }

    /** Whether all is done with it that is to be done; else it must wait, and all behind it. */
    private boolean isTaken(ConsumerRecord<byte[], byte[]> record) {
        OrgId org;
        try {
            org = MemoryRecord.of(record.value()).org();
        } catch (UndecodableException e) {
            metrics.undecodable(); // arc-sink puts it aside
            return true;
        }
        return switch (owners.standing(org)) {
            case AWAITED -> false;
            case SERVED -> {
                mirror(org, record);
                yield true;
            }
            case DELETED -> {
                metrics.ownerless();
                yield true;
            }
        };
    }

    private void mirror(OrgId org, ConsumerRecord<byte[], byte[]> record) {
        var feed = topics.feed(org);
        int bytes = record.value().length + RECORD_OVERHEAD_BYTES;
        handled.write(
                new TopicPartition(record.topic(), record.partition()),
                new ProducerRecord<>(
                        feed,
                        partition(feed, record.partition()),
                        record.timestamp(),
                        record.key(),
                        record.value(),
                        record.headers()),
                bytes);
        concerned.add(org);
        if (oldest.isEmpty()) {
            oldest = Optional.of(acceptedAt(record));
        }
    }

    /**
     * The one of the same number. A feed that somebody else has made may have fewer; each partition
     * of the log keeps its order in any case.
     */
    private int partition(String feed, int accepted) {
        return accepted % kafka.feeds().partitionsFor(feed).size();
    }

    private void commit() {
        if (!handled.isEmpty()) {
            var sends = handled.begin();
            if (!isConfirmed(sends)) {
                isStuck = true;
                return;
            }
            handled.commit(reader.member());
            metrics.mirrored(sends.size());
        }
        concerned.clear();
        oldest = Optional.empty();
        committedNanos = System.nanoTime();
    }

    /**
     * Waits until Kafka has all that was written. False if it may not come to that because a feed
     * was deleted: the producer goes on trying for seconds, and nothing but another producer ends
     * its transaction sooner.
     */
    private boolean isConfirmed(List<Future<RecordMetadata>> sends) {
        for (var send : sends) {
            try {
                while (!isOver(send)) {
                    if (isForDeletedOrg()) {
                        return false;
                    }
                }
            } catch (ExecutionException e) {
                if (isForDeletedOrg()) {
                    return false;
                }
                throw new AppendFailedException("Kafka did not take all memories", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AppendFailedException("interrupted while Kafka took memories", e);
            }
        }
        return true;
    }

    private static boolean isOver(Future<RecordMetadata> send)
            throws ExecutionException, InterruptedException {
        try {
            var _ = send.get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private boolean isForDeletedOrg() {
        var gone = concerned.stream().filter(org -> !owners.isThere(org)).findFirst();
        gone.ifPresent(
                org ->
                        LOGGER.atInfo()
                                .addKeyValue("org", org)
                                .log("an org was deleted while its memories were mirrored"));
        return gone.isPresent();
    }

    @Override
    public void leaving(Collection<TopicPartition> revoked) {
        if (!isStuck) {
            commit();
        }
    }

    @Override
    public void left(Collection<TopicPartition> lost) {
        handled.forget(lost);
    }

    @Override
    public void lostPlace() {
        metrics.lostPlace();
    }

    @Override
    public void stop() {
        stopRequested = true;
    }
}
