package dev.memtrace.benchmarks;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryCommands;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.InboxTopics;
import dev.memtrace.core.wire.ReplyListener;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What goes on at the Kafka door while somebody at the other one is waiting. */
final class Neighbour implements AutoCloseable {
    private static final int RECORDS_PER_SECOND = 500;

    /** Come at once, as producers send them. */
    private static final int TOGETHER = 10;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final Stage.Bed bed;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean stopRequested;

    /** What a neighbour does. */
    enum Kind {
        RECORDS("500 inbox records/s", "records"),
        DELETIONS("deletions of other orgs' inboxes", "deletions");

        private final String text;
        private final String unit;

        Kind(String text, String unit) {
            this.text = text;
            this.unit = unit;
        }

        String text() {
            return text;
        }

        /** How much was done, in words. */
        String amount(int count) {
            return String.format(Locale.ROOT, "%,d %s", count, unit);
        }
    }

    private Neighbour(Stage.Bed bed, Kind kind) {
        this.bed = bed;
        Runnable work =
                switch (kind) {
                    case RECORDS -> this::produce;
                    case DELETIONS -> this::foundAndDelete;
                };
        this.thread =
                Thread.ofPlatform().name("bench-neighbour").daemon().unstarted(() -> run(work));
    }

    static Neighbour start(Stage.Bed bed, Kind kind) {
        var neighbour = new Neighbour(bed, kind);
        neighbour.thread.start();
        return neighbour;
    }

    private void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    private void produce() {
        var memories = new DirectMemories(bed.workload().vocabulary());
        var topic = bed.rig().kafka().topics().inbox(DirectMemories.ORG);
        long dueNanos = System.nanoTime();
        try (var producer = producer()) {
            while (!stopRequested) {
                Pause.until(dueNanos);
                long first = bed.workload().number(TOGETHER);
                for (int i = 0; i < TOGETHER; i++) {
                    var _ = producer.send(new ProducerRecord<>(topic, memories.request(first + i)));
                }
                producer.flush();
                bed.workload().acknowledged(TOGETHER);
                done.addAndGet(TOGETHER);
                dueNanos += TimeUnit.SECONDS.toNanos(1) * TOGETHER / RECORDS_PER_SECOND;
            }
        }
    }

    /** One org after the other comes, gets an inbox that is read, and goes with it. */
    private void foundAndDelete() {
        var kafka = bed.rig().kafka();
        try (var admin = Admin.create(kafka.clientProperties());
                var listener = ReplyListener.start(kafka);
                var producer = producer()) {
            var commands =
                    new DirectoryCommands(
                            producer,
                            kafka,
                            listener.replies(),
                            DirectoryCommands.Copy.NONE,
                            PATIENCE);
            var inboxes = new InboxTopics(admin, kafka);
            while (!stopRequested) {
                var org = new OrgId(Ids.org());
                var entry =
                        new DirectoryEntry.Org(
                                org,
                                "neighbour",
                                Quota.NONE,
                                Instant.now().truncatedTo(ChronoUnit.MICROS));
                decide(commands, new Wish.Found(entry, Optional.empty()));
                await(() -> inboxes.isRead(org));
                decide(commands, new Wish.RemoveOrg(org));
                await(() -> !inboxes.isRead(org));
                if (inboxes.delete(org)) {
                    done.incrementAndGet();
                }
            }
        }
    }

    private static void decide(DirectoryCommands commands, Wish wish) {
        var decision = commands.decide(wish);
        if (!(decision instanceof Decision.Done || decision instanceof Decision.Removed)) {
            throw new StageFailedException("a change of the directory was refused");
        }
    }

    private void await(BooleanSupplier isSo) {
        long giveUpNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > giveUpNanos) {
                throw new StageFailedException("an inbox does not come or go");
            }
            Pause.of(LOOK_AGAIN);
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        var bytes = new ByteArraySerializer();
        return new KafkaProducer<>(bed.rig().kafka().clientProperties(), bytes, bytes);
    }

    /**
     * How much it has done so far.
     *
     * @throws StageFailedException if it does nothing any more
     */
    int done() {
        if (failure.get() != null) {
            throw new StageFailedException("the neighbour failed", failure.get());
        }
        return done.get();
    }

    @Override
    public void close() {
        stopRequested = true;
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
