package dev.memtrace.benchmarks;

import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arclocal.ArcLocal;
import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.wire.Acknowledgements;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.sink.ArcSink;
import dev.memtrace.sink.SinkConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How fast the sink alone takes an accepted topic into an Arc of its own, with its proof and
 * without it, in turns: what reading back costs.
 */
final class SinkRate implements Stage {
    private static final int TURNS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    @Override
    public String name() {
        return "sink alone: from the log into the store, proven";
    }

    @Override
    public Result run(Bed bed) {
        int rows = Math.max(20_000, (int) (bed.options().rows() / 8));
        double proven = 0;
        double trusted = 0;
        turn(bed, rows, 0, true); // warms up
        for (int turn = 1; turn <= TURNS; turn++) {
            trusted += turn(bed, rows, 2 * turn, false) / TURNS;
            proven += turn(bed, rows, 2 * turn + 1, true) / TURNS;
        }
        return rate(
                proven,
                String.format(
                        Locale.ROOT,
                        "%.0f %% of %,.0f/s without proof; %d turns of %,d memories each",
                        100 * proven / trusted,
                        trusted,
                        TURNS,
                        rows));
    }

    /** Memories in a second. */
    private static double turn(Bed bed, int rows, int number, boolean isProving) {
        try (var directory = TemporaryDirectory.create();
                var arc = ArcLocal.start(ArcLocalConfig.in(directory.path()))) {
            var settings = settings(bed.rig().kafka(), arc, number, isProving);
            var config = SinkConfig.from(settings);
            new TopicProvisioner(config.kafka()).provision();
            produce(bed, config.kafka(), rows);
            var bindings = ArcBindings.shared(config.arc().shared().orElseThrow());
            long startNanos = System.nanoTime();
            try (var sink = ArcSink.start(config, bindings, Clock.systemUTC())) {
                awaitCommitted(config.kafka(), rows);
                awaitStored(sink, arc, rows);
                return rows / ((System.nanoTime() - startNanos) / 1e9);
            }
        }
    }

    private static Settings settings(
            KafkaConfig kafka, ArcLocal arc, int number, boolean isProving) {
        return Settings.empty()
                .with("kafka.bootstrap_servers", kafka.bootstrapServers())
                .with("kafka.topic_prefix", kafka.topics().prefix() + ".sink-" + number)
                .with("kafka.partitions", String.valueOf(kafka.partitions()))
                .with("kafka.replication_factor", "1")
                .with("kafka.min_insync_replicas", "1")
                .with("arc.url", arc.uri().toString())
                .with("arc.flush_horizon", "0s")
                .with("write_buffer.proof", String.valueOf(isProving));
    }

    private static void produce(Bed bed, KafkaConfig kafka, int rows) {
        var properties = kafka.clientProperties();
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        var memories = new DirectMemories(bed.workload().vocabulary());
        try (var producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            var acknowledged = new Acknowledgements(rows);
            for (int i = 0; i < rows; i++) {
                var value = MemoryRecord.encode(memories.memory(i), ReplyAddress.NONE, 0, true);
                int partition = i % kafka.partitions();
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        kafka.topics().accepted(), partition, null, value),
                                acknowledged);
                if (i == kafka.partitions() - 1) {
                    producer.flush(); // one for each new partition: see Ceiling
                }
            }
            acknowledged.await(PATIENCE);
        }
    }

    /** The topic has nothing but these records, so its offsets count them. */
    private static void awaitCommitted(KafkaConfig kafka, int rows) {
        try (var admin = Admin.create(kafka.clientProperties())) {
            await(() -> committed(admin, kafka) >= rows);
        }
    }

    /** What comes faster than Arc takes it waits in the log, while the offsets go on. */
    private static void awaitStored(ArcSink sink, ArcLocal arc, int rows) {
        try (var stored = new StoredRows(arc.uri(), "memtrace", "events")) {
            await(
                    () ->
                            sink.metrics().exposition().contains("\nsink_lanes_closed 0\n")
                                    && stored.count() >= rows);
        }
    }

    private static void await(BooleanSupplier isDone) {
        long giveUpNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!isDone.getAsBoolean()) {
            if (System.nanoTime() > giveUpNanos) {
                throw new StageFailedException("the sink did not store all memories");
            }
            Pause.of(LOOK_AGAIN);
        }
    }

    private static long committed(Admin admin, KafkaConfig kafka) {
        var offsets =
                admin.listConsumerGroupOffsets(kafka.topics().sinkGroup())
                        .partitionsToOffsetAndMetadata();
        return KafkaFutures.await(offsets, "asking for the sink's offsets").values().stream()
                .mapToLong(it -> it == null ? 0 : it.offset())
                .sum();
    }
}
