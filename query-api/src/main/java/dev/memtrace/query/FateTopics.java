package dev.memtrace.query;

import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.wire.Fate;
import dev.memtrace.core.wire.HighWatermarks;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReadProgress;
import dev.memtrace.core.wire.RejectedHeaders;
import dev.memtrace.core.wire.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topics that tell of memories which are kept nowhere, over the last dedup window, on a
 * thread of its own. Thread-safe.
 */
final class FateTopics implements Fates, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(FateTopics.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    /** Reasons are sentences; what an Arc adds to one may be long. */
    private static final int REASON_CHARS_MAX = 500;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition fates;
    private final TopicPartition rejected;
    private final Duration window;
    private final Clock clock;
    private final Outcomes outcomes;
    private final ReadProgress progress = new ReadProgress();
    private final Closing closing = new Closing();
    private final FollowedTopic followed;
    private final Undecided undecided;
    private volatile boolean stopRequested;
    private Thread thread;

    private FateTopics(
            KafkaConfig kafka,
            KafkaConsumer<byte[], byte[]> consumer,
            QueryApiConfig.OutcomeLimits limits,
            Clock clock) {
        this.consumer = consumer;
        this.fates = new TopicPartition(kafka.topics().fates(), 0);
        this.rejected = new TopicPartition(kafka.topics().rejected(), 0);
        this.window = limits.window();
        this.clock = clock;
        this.outcomes = new Outcomes(limits.bytesMax());
        var watermarks = closing.add(HighWatermarks.start(kafka, List.of(fates, rejected)));
        this.followed = new FollowedTopic(watermarks, progress::await);
        this.undecided = closing.add(new Undecided(kafka));
    }

    /** Begins to read; the topics must be there. */
    static FateTopics start(KafkaConfig kafka, QueryApiConfig.OutcomeLimits limits, Clock clock) {
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        var bytes = new ByteArrayDeserializer();
        var consumer = new KafkaConsumer<>(properties, bytes, bytes);
        var topics = new FateTopics(kafka, consumer, limits, clock);
        topics.thread = Thread.ofPlatform().name("fates").daemon().start(topics::run);
        return topics;
    }

    private void run() {
        try (consumer) {
            consumer.assign(List.of(fates, rejected));
            boolean isBegun = false;
            while (!stopRequested) {
                try {
                    if (!isBegun) {
                        begin();
                        isBegun = true;
                    }
                    step();
                } catch (WakeupException e) {
                    throw e;
                } catch (KafkaException e) {
                    LOGGER.atWarn()
                            .addKeyValue("error", e.getMessage())
                            .log("fates of memories cannot be read; trying again");
                    LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
                }
            }
        } catch (WakeupException _) {
            LOGGER.atDebug().log("fates are no longer read");
        }
    }

    /** One window ago. */
    private void begin() {
        long since = clock.millis() - window.toMillis();
        var both = List.of(fates, rejected);
        // Asked before, so that what comes meanwhile is after it.
        var ends = consumer.endOffsets(both);
        var first =
                consumer.offsetsForTimes(
                        both.stream().collect(Collectors.toMap(Function.identity(), _ -> since)));
        for (var partition : both) {
            var at = first.get(partition);
            consumer.seek(partition, at == null ? ends.get(partition) : at.offset());
        }
    }

    private void step() {
        for (var record : consumer.poll(POLL)) {
            take(record);
        }
        outcomes.forgetBefore(clock.millis() - window.toMillis());
        // After the records: whoever waits for a position finds them.
        progress.advance(
                consumer.assignment().stream()
                        .collect(Collectors.toMap(Function.identity(), consumer::position)));
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.topic().equals(fates.topic())) {
                var fate = Fate.decode(record.key(), record.value());
                var verdict = fate.verdict();
                var outcome = new Outcome.Duplicate(verdict.original(), verdict.isSameContent());
                outcomes.add(fate.org(), fate.id(), outcome, record.timestamp());
            } else if (record.value() != null) {
                var memory = MemoryRecord.of(record.value());
                refusal(record)
                        .ifPresent(
                                it ->
                                        outcomes.add(
                                                memory.org(), memory.id(), it, record.timestamp()));
            }
        } catch (UndecodableException e) {
            // A command, or what nobody can read: it has no id to ask for.
            LOGGER.atDebug()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("offset", record.offset())
                    .log("a record tells of no memory");
        }
    }

    private static Optional<Outcome> refusal(ConsumerRecord<byte[], byte[]> record) {
        var reason = header(record, RejectedHeaders.REASON);
        var shown = reason.substring(0, Math.min(reason.length(), REASON_CHARS_MAX));
        return switch (header(record, RejectedHeaders.SERVICE)) {
            case RejectedHeaders.DEDUP -> Optional.of(new Outcome.Rejected(shown));
            case RejectedHeaders.SINK -> Optional.of(new Outcome.Refused(shown));
            default -> Optional.empty(); // not ours
        };
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? ""
                : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public Outcomes outcomes() {
        return outcomes;
    }

    @Override
    public boolean isUndecided(OrgId org, MemoryId id) {
        return undecided.contains(org, id);
    }

    @Override
    public boolean awaitAll(Duration wait) {
        return followed.awaitAll(wait);
    }

    @Override
    public Duration staleness() {
        return followed.staleness();
    }

    @Override
    public String metrics() {
        return """
               # HELP query_outcomes Memories kept nowhere of which it is known why.
               # TYPE query_outcomes gauge
               query_outcomes %d
               # HELP query_outcomes_bytes What that takes, about.
               # TYPE query_outcomes_bytes gauge
               query_outcomes_bytes %d
               """
                .formatted(outcomes.size(), outcomes.bytes());
    }

    @Override
    public void close() {
        stopRequested = true;
        consumer.wakeup();
        try {
            thread.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closing.close();
    }
}
