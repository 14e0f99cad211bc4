package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.testkit.Broker;
import dev.memtrace.testkit.ChildJvm;
import dev.memtrace.testkit.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands that administer say when nobody is there: one sentence, soon, and exit code 1. */
class AdminRefusalsIT {
    private static final Duration SOON = Duration.ofSeconds(12);

    @TempDir private Path folder;

    private static Administrator against(String servers) {
        return new Administrator(Map.of("MEMTRACE_KAFKA_BOOTSTRAP_SERVERS", servers));
    }

    @ParameterizedTest
    @ValueSource(strings = {"org list --json", "org delete org_x --yes"})
    void a_kafka_that_does_not_answer_is_one_sentence(String command) {
        var nowhere = "127.0.0.1:" + FreePort.find();
        long start = System.nanoTime();

        assertThat(against(nowhere).run(command.split(" ")).refusal())
                .isEqualTo(
                        "memtrace: no Kafka answers at "
                                + nowhere
                                + "; start it, or set kafka.bootstrap_servers to where it is");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }

    @Test
    void nothing_but_that_sentence_is_on_the_console() {
        var nowhere = "127.0.0.1:" + FreePort.find();
        try (var command =
                ChildJvm.run(
                        List.of(Up.COMMAND.toString(), "org", "create", "x"),
                        Map.of("MEMTRACE_KAFKA_BOOTSTRAP_SERVERS", nowhere),
                        "org-create")) {
            assertThat(command.awaitExit(Duration.ofSeconds(60))).isEqualTo(1);
            assertThat(command.lines())
                    .singleElement()
                    .asString()
                    .startsWith("memtrace: no Kafka answers at " + nowhere);
        }
    }

    @Test
    void a_kafka_whose_name_nobody_knows_is_one_sentence() {
        assertThat(against("no-such-host.invalid:9092").run("org", "list").refusal())
                .contains("no Kafka answers at no-such-host.invalid:9092");
    }

    @Test
    void a_kafka_without_our_topics_is_one_sentence() {
        assertThat(
                        against(Broker.shared().bootstrapServers())
                                .with("MEMTRACE_KAFKA_TOPIC_PREFIX", "not-there")
                                .run("org", "list")
                                .refusal())
                .contains("has no topic not-there.directory")
                .contains("kafka.topic_prefix");
    }

    @Test
    void without_a_setting_and_without_up_it_says_what_can_be_done() {
        var data = folder.resolve("data");

        assertThat(
                        new Administrator(Map.of())
                                .run("org", "list", "--data", data.toString())
                                .refusal())
                .isEqualTo(
                        "memtrace: memtrace up does not run on "
                                + data
                                + ", and no Kafka is configured; start it, point --data to where its data"
                                + " is, or set kafka.bootstrap_servers");
        assertThat(new Administrator(Map.of()).run("org", "list").refusal())
                .contains("does not run on ./data,");
    }

    @Test
    void a_misspelt_setting_is_named() {
        assertThat(
                        against("localhost:9092")
                                .with("MEMTRACE_KAFKA_PARTITION", "1")
                                .run("org", "list")
                                .err())
                .contains("MEMTRACE_KAFKA_PARTITION: unknown variable");
    }

    @Test
    void without_dedup_stream_a_change_is_tried_and_given_up() {
        var prefix = Broker.uniquePrefix(AdminRefusalsIT.class);
        var settings =
                Settings.empty()
                        .with("kafka.bootstrap_servers", Broker.shared().bootstrapServers())
                        .with("kafka.topic_prefix", prefix)
                        .with("kafka.replication_factor", "1")
                        .with("kafka.min_insync_replicas", "1");
        new TopicProvisioner(KafkaConfig.from(settings)).provision();
        var admin =
                against(Broker.shared().bootstrapServers())
                        .with("MEMTRACE_KAFKA_TOPIC_PREFIX", prefix);

        assertThat(admin.run("org", "create", "x").refusal())
                .startsWith("memtrace: no decision within 15 s; is dedup-stream running?")
                .contains("The org may still come to be, as org_");
        assertThat(admin.run("org", "list").done().lines()).hasSize(1);
    }
}
