package dev.memtrace.testkit;

import dev.memtrace.kafkalocal.EmbeddedKafka;
import dev.memtrace.kafkalocal.EmbeddedKafkaConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** The shared broker in this process, on a directory that goes when the JVM goes. */
final class EmbeddedBroker {
    private EmbeddedBroker() {}

    static String start() {
        try {
            var directory = Files.createTempDirectory("memtrace-broker-");
            var kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.in(directory));
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform()
                                    .name("broker-close")
                                    .unstarted(() -> stop(kafka, directory)));
            return kafka.bootstrapServers();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(EmbeddedKafka kafka, Path directory) {
        kafka.close();
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
