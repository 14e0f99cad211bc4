package dev.memtrace.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.FeedTopics;
import dev.memtrace.core.wire.InboxTopics;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.testkit.Broker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** Topics are made as docs/asyncapi.yaml says. */
final class AsyncApiIT {
    private static final OrgId ORG = new OrgId("org_a");

    private final InboxConfig defaults = InboxConfig.from(Settings.empty());
    private final KafkaConfig kafka =
            new KafkaConfig(
                    Broker.shared().bootstrapServers(),
                    new Topics(Broker.uniquePrefix(AsyncApiIT.class) + "memtrace"),
                    defaults.kafka().partitions(),
                    1,
                    1,
                    1);

    @Test
    void topics_have_the_partitions_and_settings_that_are_told() throws Exception {
        new TopicProvisioner(kafka).provision();
        try (var admin = Admin.create(kafka.clientProperties())) {
            new InboxTopics(admin, kafka).create(Set.of(ORG), defaults.partitions());
            FeedTopics.of(admin, kafka).create(Set.of(ORG));
            for (var channel : List.of("inbox", "accepted", "feed", "rejected")) {
                var described = AsyncApi.TREE.path("channels").path(channel);
                var told = described.at("/bindings/kafka");
                var topic = topic(described.path("address").textValue());

                assertThat(partitions(admin, topic))
                        .as(topic)
                        .isEqualTo(told.path("partitions").intValue());
                assertThat(settings(admin, topic, told))
                        .as(topic)
                        .isEqualTo(texts(told.path("topicConfiguration")));
            }
        }
    }

    private String topic(String address) {
        return address.replaceFirst("^memtrace", kafka.topics().prefix())
                .replace("{org_id}", ORG.value());
    }

    private static int partitions(Admin admin, String topic) throws Exception {
        var all = admin.describeTopics(Set.of(topic)).allTopicNames().get();
        return all.get(topic).partitions().size();
    }

    /** Those of the topic that are told. */
    private static Map<String, String> settings(Admin admin, String topic, JsonNode told)
            throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config found = admin.describeConfigs(Set.of(resource)).all().get().get(resource);
        return AsyncApi.names(told.path("topicConfiguration")).stream()
                .collect(Collectors.toMap(it -> it, it -> found.get(it).value()));
    }

    private static Map<String, String> texts(JsonNode settings) {
        return settings.propertyStream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> text(it.getValue())));
    }

    private static String text(JsonNode setting) {
        return setting.isArray()
                ? setting.valueStream().map(JsonNode::asText).collect(Collectors.joining(","))
                : setting.asText();
    }
}
