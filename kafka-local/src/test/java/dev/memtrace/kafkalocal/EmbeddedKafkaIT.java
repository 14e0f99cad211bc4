package dev.memtrace.kafkalocal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    @TempDir private Path directory;

    @Test
    void a_restart_keeps_the_records_and_the_cluster_id() throws Exception {
        String clusterId;
        try (var kafka = start()) {
            clusterId = Clients.clusterId(kafka.bootstrapServers());
            Clients.createTopic(kafka.bootstrapServers(), "kept", 1);
            send(kafka, "kept", "remember me");
        }

        try (var kafka = start()) {
            assertThat(Clients.clusterId(kafka.bootstrapServers())).isEqualTo(clusterId);
            assertThat(Clients.count(kafka.bootstrapServers(), "kept")).isEqualTo(1);
        }
    }

    @Test
    void a_fixed_port_stays_and_is_loopback() throws IOException {
        var config = EmbeddedKafkaConfig.in(directory).withPort(freePort());
        for (int round = 0; round < 2; round++) {
            try (var kafka = EmbeddedKafka.start(config)) {
                assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + config.port());
            }
        }
    }

    @Test
    void a_directory_in_use_is_refused_and_its_broker_goes_on() throws Exception {
        try (var kafka = start()) {
            assertThatThrownBy(this::start)
                    .isInstanceOf(EmbeddedKafkaException.class)
                    .hasMessage(
                            "directory %s is in use by another embedded broker"
                                    .formatted(directory));

            assertThat(Clients.clusterId(kafka.bootstrapServers())).isNotEmpty();
        }
    }

    @Test
    void a_taken_port_is_refused_and_the_directory_is_free_again() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var config = EmbeddedKafkaConfig.in(directory).withPort(taken.getLocalPort());

            assertThatThrownBy(() -> EmbeddedKafka.start(config))
                    .isInstanceOf(EmbeddedKafkaException.class)
                    .hasMessageStartingWith("cannot listen on 127.0.0.1:" + config.port());
        }
        assertThatCode(() -> start().close()).doesNotThrowAnyException();
    }

    @Test
    void a_directory_whose_formatting_was_cut_short_is_formatted_again() throws IOException {
        var unfinished = Files.createDirectories(directory.resolve("log.unfinished"));
        Files.writeString(unfinished.resolve("bootstrap.checkpoint.tmp"), "half a recor");

        assertThatCode(() -> start().close()).doesNotThrowAnyException();
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void logs_without_their_identity_are_refused_rather_than_formatted() throws IOException {
        start().close();
        Files.delete(directory.resolve("log").resolve("meta.properties"));

        assertThatThrownBy(this::start)
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessageContaining("directory %s is damaged".formatted(directory));
    }

    @Test
    void a_start_that_Kafka_fails_says_so_and_frees_the_directory() throws IOException {
        start().close();
        var metaProperties = directory.resolve("log").resolve("meta.properties");
        var sound = Files.readString(metaProperties);
        Files.writeString(metaProperties, sound.replace("node.id=1", "node.id=7"));

        assertThatThrownBy(this::start)
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessageStartingWith(
                        "broker in directory %s did not start".formatted(directory));

        Files.writeString(metaProperties, sound);
        assertThatCode(() -> start().close()).doesNotThrowAnyException();
    }

    @Test
    void a_fatal_fault_while_starting_fails_the_start_and_not_the_process() throws IOException {
        start().close();
        var votes =
                directory.resolve("log").resolve("__cluster_metadata-0").resolve("quorum-state");
        var sound = Files.readString(votes);
        Files.writeString(votes, "garbage");

        assertThatThrownBy(this::start).isInstanceOf(EmbeddedKafkaException.class);

        Files.writeString(votes, sound);
        assertThatCode(() -> start().close()).doesNotThrowAnyException();
    }

    @Test
    void closing_twice_is_closing_once() {
        var kafka = start();

        kafka.close();

        assertThatCode(kafka::close).doesNotThrowAnyException();
    }

    @Test
    void a_topic_that_nobody_made_is_an_error() {
        try (var kafka = start();
                var admin = Clients.admin(kafka.bootstrapServers())) {
            var description = admin.describeTopics(List.of("misspelt")).allTopicNames();

            assertThatThrownBy(description::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    @Test
    void an_open_transaction_of_a_silent_producer_is_aborted_soon() throws Exception {
        try (var kafka = start()) {
            Clients.createTopic(kafka.bootstrapServers(), "hidden", 1);
            var silent = Clients.transactionalProducer(kafka.bootstrapServers());
            silent.initTransactions();
            silent.beginTransaction();
            silent.send(new ProducerRecord<>("hidden", new byte[1])).get();
            send(kafka, "hidden", "behind the open transaction");

            var waited = Clients.awaitCommitted(kafka.bootstrapServers(), "hidden", 1);

            // 1 s transaction time-out, 1 s between scans, and some for a busy machine
            assertThat(waited).isLessThan(Duration.ofSeconds(6));
            silent.close(Duration.ZERO);
        }
    }

    private EmbeddedKafka start() {
        return EmbeddedKafka.start(EmbeddedKafkaConfig.in(directory));
    }

    private static void send(EmbeddedKafka kafka, String topic, String value) throws Exception {
        try (var producer = Clients.producer(kafka.bootstrapServers())) {
            producer.send(new ProducerRecord<>(topic, value.getBytes(UTF_8))).get();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
