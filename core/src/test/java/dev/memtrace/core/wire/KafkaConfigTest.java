package dev.memtrace.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.memory.OrgId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaConfigTest {
    @Test
    void with_nothing_but_an_address_the_defaults_hold() {
        var settings = Settings.empty().with("kafka.bootstrap_servers", "kafka:9092");

        assertThat(KafkaConfig.from(settings))
                .isEqualTo(new KafkaConfig("kafka:9092", new Topics("memtrace"), 6, 8, 3, 2));
        settings.throwIfAnyProblem();
    }

    @Test
    void every_key_counts() {
        var settings =
                Settings.empty()
                        .with("kafka.bootstrap_servers", "a:1,b:2")
                        .with("kafka.topic_prefix", "staging")
                        .with("kafka.partitions", "24")
                        .with("kafka.verdict_partitions", "32")
                        .with("kafka.replication_factor", "5")
                        .with("kafka.min_insync_replicas", "4");

        assertThat(KafkaConfig.from(settings))
                .isEqualTo(new KafkaConfig("a:1,b:2", new Topics("staging"), 24, 32, 5, 4));
        settings.throwIfAnyProblem();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka:9092", "10.0.0.1:9092, 10.0.0.2:9092", "[::1]:9092"})
    void addresses_have_a_host_and_a_port(String servers) {
        var settings = Settings.empty().with("kafka.bootstrap_servers", servers);

        assertThat(KafkaConfig.from(settings).bootstrapServers()).isEqualTo(servers);
        settings.throwIfAnyProblem();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "kafka:", ":9092", "http://kafka:9092", "a:1,", "a:1;b:2"})
    void what_is_no_address_is_a_problem_that_says_what_would_be(String servers) {
        var settings = Settings.empty().with("kafka.bootstrap_servers", servers);
        var _ = KafkaConfig.from(settings);

        assertThatThrownBy(settings::throwIfAnyProblem)
                .hasMessageEndingWith(
                        "kafka.bootstrap_servers: \"%s\" is not host:port, such as localhost:9092,"
                                        .formatted(servers)
                                + " or several of them with commas");
    }

    @Test
    void every_problem_names_key_value_and_remedy() {
        var settings =
                Settings.empty()
                        .with("kafka.topic_prefix", "a b")
                        .with("kafka.partitions", "0")
                        .with("kafka.verdict_partitions", "many")
                        .with("kafka.replication_factor", "1")
                        .with("kafka.min_insync_replicas", "2");
        var _ = KafkaConfig.from(settings);

        assertThatThrownBy(settings::throwIfAnyProblem)
                .hasMessage(
                        """
                        configuration has 5 problem(s):
                          kafka.bootstrap_servers: is required
                          kafka.topic_prefix: "a b" is not 1 to 100 letters, digits, dots, dashes or underscores
                          kafka.partitions: "0" is not a whole number within 1..1000
                          kafka.verdict_partitions: "many" is not a whole number within 1..1000
                          kafka.min_insync_replicas: is 2, more than kafka.replication_factor, 1""");
    }

    private static Settings secured(String protocol) {
        return Settings.empty()
                .with("kafka.bootstrap_servers", "kafka:9092")
                .with("kafka.security_protocol", protocol)
                .with("kafka.username", "memtrace-sink")
                .with("kafka.password", "a\"b\\c");
    }

    @Test
    void clients_log_in_as_they_are_told_to() {
        var settings = secured("SASL_SSL").with("kafka.ca_file", "/etc/kafka/ca.pem");

        assertThat(KafkaConfig.from(settings).clientProperties())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry(
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required"
                                + " username=\"memtrace-sink\" password=\"a\\\"b\\\\c\";")
                .containsEntry("ssl.truststore.type", "PEM")
                .containsEntry("ssl.truststore.location", "/etc/kafka/ca.pem");
        settings.throwIfAnyProblem();
    }

    @Test
    void a_password_is_in_no_text_of_the_configuration() {
        assertThat(KafkaConfig.from(secured("SASL_PLAINTEXT")).toString())
                .contains("memtrace-sink")
                .doesNotContain("a\"b");
    }

    @Test
    void a_login_goes_with_a_protocol_that_asks_for_it() {
        var open = secured("PLAINTEXT").with("kafka.ca_file", "ca.pem");
        var _ = KafkaConfig.from(open);
        var nobody =
                Settings.empty()
                        .with("kafka.bootstrap_servers", "kafka:9092")
                        .with("kafka.security_protocol", "SASL_SSL")
                        .with("kafka.sasl_mechanism", "scram");
        var _ = KafkaConfig.from(nobody);

        assertThatThrownBy(open::throwIfAnyProblem)
                .hasMessage(
                        """
                        configuration has 2 problem(s):
                          kafka.security_protocol: is PLAINTEXT, which asks for no kafka.username; say SASL_SSL
                          kafka.ca_file: is for SSL and SASL_SSL, but kafka.security_protocol is PLAINTEXT""");
        assertThatThrownBy(nobody::throwIfAnyProblem)
                .hasMessage(
                        """
                        configuration has 3 problem(s):
                          kafka.sasl_mechanism: "scram" is none of SCRAM-SHA-512, SCRAM-SHA-256, PLAIN
                          kafka.username: is required
                          kafka.password: is required""");
    }

    @Test
    void the_longest_prefix_leaves_room_for_the_topics_of_the_longest_org() {
        var prefix = "p".repeat(100);
        var org = new OrgId("o".repeat(128));
        var settings =
                Settings.empty()
                        .with("kafka.bootstrap_servers", "kafka:9092")
                        .with("kafka.topic_prefix", prefix);

        var topics = KafkaConfig.from(settings).topics();

        settings.throwIfAnyProblem();
        assertThat(topics.inbox(org)).hasSizeLessThanOrEqualTo(249); // what Kafka takes
        assertThat(topics.feed(org)).hasSizeLessThanOrEqualTo(249);
    }

    @Test
    void a_longer_prefix_is_a_problem_that_names_the_key() {
        var prefix = "p".repeat(101);
        var settings =
                Settings.empty()
                        .with("kafka.bootstrap_servers", "kafka:9092")
                        .with("kafka.topic_prefix", prefix);
        var _ = KafkaConfig.from(settings);

        assertThatThrownBy(settings::throwIfAnyProblem)
                .hasMessageEndingWith(
                        "kafka.topic_prefix: \"%s\" is not 1 to 100 letters, digits, dots, dashes or underscores"
                                .formatted(prefix));
    }

    @Test
    void feeds_and_inboxes_are_told_apart_and_from_all_other_topics() {
        var topics = new Topics("memtrace");
        var org = new OrgId("org_a");

        assertThat(topics.feedOwner(topics.feed(org))).contains(org);
        assertThat(topics.inboxOwner(topics.inbox(org))).contains(org);
        assertThat(topics.feedOwner(topics.inbox(org))).isEmpty();
        assertThat(topics.inboxOwner(topics.feed(org))).isEmpty();
        assertThat(topics.feedOwner(topics.accepted())).isEmpty();
        assertThat(topics.feedOwner("memtrace.feed.")).isEmpty();
        assertThat(topics.feedOwner("other.feed.org_a")).isEmpty();
    }
}
