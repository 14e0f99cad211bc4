package dev.memtrace.benchmarks;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.wire.Acknowledgements;
import dev.memtrace.core.wire.GroupOffsets;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How fast records of an inbox are judged, from the first one's sending to the last one's verdict,
 * against the same number of memories that are written where dedup reads them: what the way through
 * the inbox costs. In turns.
 */
final class InboxRate implements Stage {
    private static final int TURNS = 3;
    private static final double SHARE = 0.6;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    @Override
    public String name() {
        return "inbox: sent and judged";
    }

    @Override
    public Result run(Bed bed) {
        int records = Math.max(20_000, (int) (bed.options().rows() / 50));
        var memories = new DirectMemories(bed.workload().vocabulary());
        double straight = 0;
        double byInbox = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            straight += perSecond(bed, straight(bed, memories, records)) / TURNS;
            byInbox += perSecond(bed, byInbox(bed, memories, records)) / TURNS;
        }
        return new Result.Rate(
                name(),
                byInbox,
                Optional.of(new Goal.PerSecond(SHARE * straight)),
                String.format(
                        Locale.ROOT,
                        "%.0f %% of %,.0f/s of dedup alone; %d turns of %,d records each",
                        100 * byInbox / straight,
                        straight,
                        TURNS,
                        records));
    }

    private static List<ProducerRecord<byte[], byte[]>> straight(
            Bed bed, DirectMemories memories, int count) {
        var topic = bed.rig().kafka().topics().memories();
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>(count);
        long first = bed.workload().number(count);
        for (int i = 0; i < count; i++) {
            var memory = memories.memory(first + i);
            records.add(
                    new ProducerRecord<>(
                            topic,
                            Identity.digest(memory.org(), memory.dedupKey()),
                            MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true)));
        }
        return records;
    }

    private static List<ProducerRecord<byte[], byte[]>> byInbox(
            Bed bed, DirectMemories memories, int count) {
        var topic = bed.rig().kafka().topics().inbox(DirectMemories.ORG);
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>(count);
        long first = bed.workload().number(count);
        for (int i = 0; i < count; i++) {
            records.add(new ProducerRecord<>(topic, memories.request(first + i)));
        }
        return records;
    }

    private static double perSecond(Bed bed, List<ProducerRecord<byte[], byte[]>> records) {
        var kafka = bed.rig().kafka();
        var properties = kafka.clientProperties();
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        var bytes = new ByteArraySerializer();
        try (var admin = Admin.create(kafka.clientProperties());
                var producer = new KafkaProducer<>(properties, bytes, bytes)) {
            long start = System.nanoTime();
            var acknowledged = new Acknowledgements(records.size());
            records.forEach(
                    record -> {
                        var _ = producer.send(record, acknowledged);
                    });
            acknowledged.await(PATIENCE);
            bed.workload().acknowledged(records.size());
            awaitRead(admin, kafka.topics().inboxGroup(), kafka.topics().inbox(DirectMemories.ORG));
            awaitRead(admin, kafka.topics().dedupGroup(), kafka.topics().memories());
            double seconds = (System.nanoTime() - start) / 1e9;
            bed.rig().awaitStored(bed.workload().acknowledged(), PATIENCE); // not in the next turn
            return records.size() / seconds;
        }
    }

    /** Returns when the group has done with all that the topic holds now. */
    private static void awaitRead(Admin admin, String group, String topic) {
        var ends = ends(admin, topic);
        long giveUpNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!isAt(ends, GroupOffsets.committed(admin, group, topic))) {
            if (System.nanoTime() > giveUpNanos) {
                throw new StageFailedException(group + " did not take all of " + topic);
            }
            Pause.of(LOOK_AGAIN);
        }
    }

    private static boolean isAt(Map<Integer, Long> ends, Map<Integer, Long> committed) {
        return ends.entrySet().stream()
                .allMatch(it -> committed.getOrDefault(it.getKey(), 0L) >= it.getValue());
    }

    private static Map<Integer, Long> ends(Admin admin, String topic) {
        var described =
                KafkaFutures.await(
                        admin.describeTopics(List.of(topic)).allTopicNames(),
                        "describing " + topic);
        var wanted =
                described.get(topic).partitions().stream()
                        .collect(
                                Collectors.toMap(
                                        it -> new TopicPartition(topic, it.partition()),
                                        _ -> OffsetSpec.latest()));
        return KafkaFutures.await(admin.listOffsets(wanted).all(), "asking for ends")
                .entrySet()
                .stream()
                .collect(
                        Collectors.toMap(
                                it -> it.getKey().partition(), it -> it.getValue().offset()));
    }
}
