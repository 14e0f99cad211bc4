package dev.memtrace.kafkalocal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A process that runs a broker, fills a topic, says how much was acknowledged, and gets killed. */
final class KilledBrokerMain {
    static final String TOPIC = "survivors";
    static final int PARTITIONS = 6;

    private static final int VALUE_BYTES = 335; // a memory, as the design measures it

    private KilledBrokerMain() {}

    public static void main(String[] args) throws Exception {
        var directory = Path.of(args[0]);
        long records = Long.parseLong(args[1]);
        var kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.in(directory));
        Clients.createTopic(kafka.bootstrapServers(), TOPIC, PARTITIONS);
        var acknowledged = new AtomicLong();
        try (var producer = Clients.producer(kafka.bootstrapServers())) {
            // No end: the kill comes while records are on their way.
            for (long n = 0; ; n++) {
                producer.send(
                        new ProducerRecord<>(TOPIC, value(n)),
                        (_, failure) -> {
                            if (failure == null) {
                                report(acknowledged.incrementAndGet(), records);
                            }
                        });
            }
        }
    }

    private static void report(long acknowledged, long records) {
        if (acknowledged >= records && acknowledged % 1_000 == 0) {
            System.out.println(acknowledged);
        }
    }

    /** Does not compress, so that the log is as long as it looks. */
    private static byte[] value(long n) {
        var bytes = new byte[VALUE_BYTES];
        new SplittableRandom(n).nextBytes(bytes);
        ByteBuffer.wrap(bytes).putLong(n);
        return bytes;
    }
}
