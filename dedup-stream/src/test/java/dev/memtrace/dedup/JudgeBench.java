package dev.memtrace.dedup;

import com.sun.management.OperatingSystemMXBean;
import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.testkit.Broker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How many memories a second are judged when nothing else happens: the log is filled first. Started
 * by hand, with the numbers of rounds, of memories in each, and of orgs that they are of.
 */
final class JudgeBench {
    /** By then classes are loaded and threads have their tasks. */
    private static final double WARM = 0.2;

    private static final int GREETINGS = 50;

    private JudgeBench() {}

    public static void main(String[] args) throws IOException {
        int rounds = Integer.parseInt(args[0]);
        int memories = Integer.parseInt(args[1]);
        int orgs = Integer.parseInt(args[2]);
        for (int round = 1; round <= rounds; round++) {
            System.out.printf("round %d: %s%n", round, judge(memories, orgs));
        }
        System.exit(0); // the broker's threads
    }

    private static String judge(int memories, int orgs) throws IOException {
        var prefix = Broker.uniquePrefix(JudgeBench.class) + "memtrace";
        var kafka =
                new KafkaConfig(Broker.shared().bootstrapServers(), new Topics(prefix), 6, 1, 1, 1);
        new TopicProvisioner(kafka).provision();
        fill(kafka, memories, orgs);
        var config =
                new DedupConfig(
                        kafka,
                        true,
                        Duration.ofHours(24),
                        Duration.ofMillis(20),
                        2,
                        Files.createTempDirectory("judge-bench"),
                        "dedup-1");
        try (var stream = DedupStream.start(config)) {
            long warm = (long) (memories * WARM);
            await(stream, warm);
            long judgedBefore = stream.metrics().judged();
            long cpuBefore = cpuNanos();
            long start = System.nanoTime();
            await(stream, memories);
            double judged = memories - judgedBefore;
            // On a busy machine the second figure tells more; the broker is in it.
            return "%,.0f memories/s, %.2f us of CPU each"
                    .formatted(
                            judged * 1e9 / (System.nanoTime() - start),
                            (cpuNanos() - cpuBefore) / judged / 1_000);
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static void await(DedupStream stream, long judged) {
        while (stream.metrics().judged() < judged) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    private static void fill(KafkaConfig kafka, int memories, int orgs) {
        var properties = kafka.clientProperties();
        properties.putAll(
                Map.of("batch.size", 128 * 1024, "linger.ms", 5, "compression.type", "lz4"));
        try (var producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            var failure = new AtomicReference<Exception>();
            for (int i = 0; i < memories; i++) {
                var memory =
                        Memories.memory(
                                "org_" + i % orgs,
                                "agent " + i + " crawled /pricing ".repeat(8) + i);
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        kafka.topics().memories(),
                                        Identity.digest(memory.org(), memory.dedupKey()),
                                        MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true)),
                                (_, e) -> {
                                    if (e != null) {
                                        failure.set(e);
                                    }
                                });
                if (i < GREETINGS) {
                    // While a new partition has no leader, a first batch may be refused and the
                    // next one taken, and then the first one can never be written.
                    producer.flush();
                }
            }
            producer.flush();
            if (failure.get() != null) {
                throw new IllegalStateException("the log was not filled", failure.get());
            }
        }
    }
}
