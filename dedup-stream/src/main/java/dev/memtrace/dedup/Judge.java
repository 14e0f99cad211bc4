package dev.memtrace.dedup;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.AcceptedHeaders;
import dev.memtrace.core.wire.Fate;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.Reply;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.UndecodableException;
import dev.memtrace.core.wire.Verdict;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Gives each memory its verdict. What it forwards, remembers, counts and replies is one
 * transaction, so a memory is marked as seen, and counted, exactly if it went on. One instance per
 * task; Streams calls it from one thread.
 */
final class Judge implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Duration LEFTOVERS_EVERY = Duration.ofSeconds(1);

    /**
     * A verdict that takes longer may come after its client was answered 202: no client waits for
     * less than a second, and the verdict still has to be committed and to arrive.
     */
    static final Duration LATE = Duration.ofMillis(500);

    private static final Duration PUBLISH_EVERY = Duration.ofMillis(100);

    private final DedupConfig config;
    private final DedupMetrics metrics;
    private final PendingReplies replies = new PendingReplies();
    private ProcessorContext<byte[], byte[]> context;
    private FirstSeen firstSeen;
    private Accounts accounts;

    Judge(DedupConfig config, DedupMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
        context = processorContext;
        firstSeen = new FirstSeen(processorContext.getStateStore(FirstSeen.STORE), config.window());
        // Requests whose last memory never came, because the producer gave up in between.
        processorContext.schedule(
                LEFTOVERS_EVERY,
                PunctuationType.WALL_CLOCK_TIME,
                now -> replies.takeAll().forEach(r -> send(r, now)));
        accounts =
                new Accounts(
                        processorContext.getStateStore(Accounts.STORE),
                        processorContext.taskId().partition());
        processorContext.schedule(
                PUBLISH_EVERY,
                PunctuationType.WALL_CLOCK_TIME,
                now -> accounts.publish((key, value) -> sendAccount(key, value, now)));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            var memory = readable(record);
            judge(record, memory, memory.org());
        } catch (UndecodableException e) {
            reject(record, e.getMessage());
        }
    }

    private static MemoryRecord readable(Record<byte[], byte[]> record) {
        if (record.key() == null || record.key().length != Identity.DIGEST_BYTES) {
            throw new UndecodableException(
                    "key of a memory record must be " + Identity.DIGEST_BYTES + " bytes");
        }
        return MemoryRecord.of(record.value());
    }

    private void reject(Record<byte[], byte[]> record, String reason) {
        metrics.rejected();
        context.forward(
                Rejects.of(record, context.recordMetadata(), reason), DedupTopology.REJECTED);
        try {
            accounts.rejected(MemoryRecord.of(record.value()).org(), offset());
        } catch (UndecodableException _) {
            accounts.passed(offset()); // it does not even say whose it is
        }
    }

    private void judge(Record<byte[], byte[]> record, MemoryRecord memory, OrgId org) {
        var verdict = config.enabled() ? verdictOn(record, memory, org) : accept(record, org);
        var replyTo = memory.replyTo();
        if (replyTo.isAwaited()) {
            replies.add(
                            replyTo,
                            new Reply.Item(memory.index(), verdict),
                            memory.isLastOfPartition())
                    .forEach(reply -> send(reply, record.timestamp()));
        }
        if (verdict instanceof Verdict.Duplicate duplicate
                && replyTo.mayBeAskedFor()
                && !isToldInTime(record, replyTo)) {
            var fate = new Fate(org, memory.id(), duplicate);
            context.forward(
                    new Record<>(fate.key(), fate.value(), record.timestamp()),
                    DedupTopology.FATES);
        }
    }

    /** Whether the client hears the verdict itself, unless something fails. */
    private boolean isToldInTime(Record<byte[], byte[]> record, ReplyAddress replyTo) {
        long millis = context.currentSystemTimeMs() - record.timestamp();
        return replyTo.isAwaited() && millis < LATE.toMillis();
    }

    private Verdict verdictOn(Record<byte[], byte[]> record, MemoryRecord memory, OrgId org) {
        // Stream time never goes back, so a leader whose clock is behind cannot reopen a window.
        long now = Math.max(record.timestamp(), context.currentStreamTimeMs());
        var earlier = firstSeen.find(record.key(), now);
        if (earlier.isPresent()) {
            if (earlier.get().isOf(memory)) {
                accounts.replayed(org, offset());
                return new Verdict.Accepted(); // a replay: it has gone on already
            }
            // A repeat does not refresh the sighting: the window runs from the first one, so a
            // chatty agent cannot
            // suppress a memory forever.
            metrics.duplicate();
            var verdict = earlier.get().verdictOn(memory);
            accounts.decided(org, verdict, offset());
            return verdict;
        }
        firstSeen.remember(record.key(), Sighting.of(memory, now));
        return accept(record, org);
    }

    private Verdict accept(Record<byte[], byte[]> record, OrgId org) {
        metrics.accepted();
        var verdict = new Verdict.Accepted();
        accounts.decided(org, verdict, offset());
        // Only who puts a refused memory back may say so; here it is new.
        record.headers().remove(AcceptedHeaders.REPLAYED_REFUSAL);
        context.forward(record, DedupTopology.ACCEPTED);
        return verdict;
    }

    private long offset() {
        return context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a memory has an offset"))
                .offset();
    }

    private void sendAccount(byte[] key, byte[] value, long timestamp) {
        context.forward(new Record<>(key, value, timestamp), DedupTopology.ACCOUNTS);
    }

    private void send(Reply reply, long timestamp) {
        context.forward(new Record<>(null, reply.encode(), timestamp), DedupTopology.VERDICTS);
    }
}
