package dev.memtrace.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.testkit.Broker;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;

class TopicProvisionerIT {
    private static KafkaConfig freshConfig() {
        var prefix = Broker.uniquePrefix(TopicProvisionerIT.class) + "memtrace";
        return new KafkaConfig(Broker.shared().bootstrapServers(), new Topics(prefix), 2, 3, 1, 1);
    }

    private static KafkaConfig withPartitions(KafkaConfig config, int partitions) {
        return new KafkaConfig(
                config.bootstrapServers(),
                config.topics(),
                partitions,
                config.verdictPartitions(),
                config.replicationFactor(),
                config.minInsyncReplicas());
    }

    @Test
    void topics_can_be_used_at_once_although_brokers_hear_of_them_a_moment_later() {
        for (int i = 0; i < 20; i++) {
            var config = freshConfig();

            assertThatCode(() -> new TopicProvisioner(config).provision())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void topics_that_are_there_are_left_as_they_are() {
        var config = freshConfig();
        new TopicProvisioner(config).provision();

        new TopicProvisioner(config).provision();

        try (var admin = Admin.create(config.clientProperties())) {
            var accepted = config.topics().accepted();
            var described = admin.describeTopics(List.of(accepted)).allTopicNames();
            assertThat(KafkaFutures.await(described, "describing").get(accepted).partitions())
                    .hasSize(2);
        }
    }

    @Test
    void another_number_of_partitions_is_refused_with_what_is_there() {
        var config = freshConfig();
        new TopicProvisioner(config).provision();

        assertThatThrownBy(() -> new TopicProvisioner(withPartitions(config, 5)).provision())
                .isInstanceOf(UnfitTopicException.class)
                .hasMessageContaining(config.topics().accepted() + " has 2 partitions, not 5");
    }

    @Test
    void a_setting_that_would_lose_memories_is_refused() {
        var config = freshConfig();
        var memories = config.topics().memories();
        var compacted =
                new NewTopic(memories, 2, (short) 1)
                        .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact"));
        try (var admin = Admin.create(config.clientProperties())) {
            KafkaFutures.await(admin.createTopics(List.of(compacted)).all(), "making a topic");
        }

        assertThatThrownBy(() -> new TopicProvisioner(config).provision())
                .isInstanceOf(UnfitTopicException.class)
                .hasMessageContaining(memories + " has cleanup.policy=compact; set it to delete");
    }

    @Test
    void marks_of_closed_lanes_are_kept_for_good_in_one_partition() {
        var config = freshConfig();
        new TopicProvisioner(config).provision();

        var lanes = config.topics().lanes();
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, lanes);
        try (var admin = Admin.create(config.clientProperties())) {
            var described = admin.describeTopics(List.of(lanes)).allTopicNames();
            assertThat(KafkaFutures.await(described, "describing").get(lanes).partitions())
                    .hasSize(1);
            var settings = admin.describeConfigs(List.of(resource)).all();
            assertThat(
                            KafkaFutures.await(settings, "reading settings")
                                    .get(resource)
                                    .get(TopicConfig.CLEANUP_POLICY_CONFIG)
                                    .value())
                    .isEqualTo("compact");
        }
    }

    @Test
    void marks_that_would_be_deleted_some_day_are_refused() {
        var config = freshConfig();
        var lanes = config.topics().lanes();
        try (var admin = Admin.create(config.clientProperties())) {
            var deleted = List.of(new NewTopic(lanes, 1, (short) 1));
            KafkaFutures.await(admin.createTopics(deleted).all(), "making a topic");
        }

        assertThatThrownBy(() -> new TopicProvisioner(config).provision())
                .isInstanceOf(UnfitTopicException.class)
                .hasMessageContaining(lanes + " has cleanup.policy=delete; set it to compact");
    }

    @Test
    void accounts_are_one_partition_whose_segments_are_soon_old_enough_to_be_compacted() {
        var config = freshConfig();
        new TopicProvisioner(config).provision();

        var accounts = config.topics().accounts();
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, accounts);
        try (var admin = Admin.create(config.clientProperties())) {
            var described = admin.describeTopics(List.of(accounts)).allTopicNames();
            assertThat(KafkaFutures.await(described, "describing").get(accounts).partitions())
                    .hasSize(1);
            var settings =
                    KafkaFutures.await(
                                    admin.describeConfigs(List.of(resource)).all(),
                                    "reading settings")
                            .get(resource);
            assertThat(settings.get(TopicConfig.CLEANUP_POLICY_CONFIG).value())
                    .isEqualTo("compact");
            assertThat(settings.get(TopicConfig.SEGMENT_MS_CONFIG).value()).isEqualTo("600000");
            assertThat(settings.get(TopicConfig.SEGMENT_BYTES_CONFIG).value())
                    .isEqualTo("16777216");
        }
    }
}
