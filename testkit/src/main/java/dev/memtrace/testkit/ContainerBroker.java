package dev.memtrace.testkit;

import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** The shared broker in a container, with those settings of the embedded one that tests rely on. */
final class ContainerBroker {
    private static final String IMAGE = "apache/kafka:4.3.1";

    private ContainerBroker() {}

    @SuppressWarnings("resource") // closed by the shutdown hook
    static String start() {
        var image = System.getProperty("broker.image", IMAGE);
        var container =
                new KafkaContainer(
                                DockerImageName.parse(image)
                                        .asCompatibleSubstituteFor("apache/kafka"))
                        .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                        .withEnv("KAFKA_MESSAGE_MAX_BYTES", "2097152")
                        .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000")
                        .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "10")
                        .withEnv(
                                "KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS",
                                "1000");
        container.start();
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().name("broker-close").unstarted(container::close));
        return container.getBootstrapServers();
    }
}
