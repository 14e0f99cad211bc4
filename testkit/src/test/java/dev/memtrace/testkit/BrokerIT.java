package dev.memtrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class BrokerIT {
    @Test
    void the_shared_broker_is_one_and_makes_topics() throws Exception {
        var topic = Broker.uniquePrefix(BrokerIT.class) + "memories";

        assertThat(Broker.shared()).isSameAs(Broker.shared());

        try (var admin =
                Admin.create(Map.of("bootstrap.servers", Broker.shared().bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(3), Optional.empty())))
                    .all()
                    .get();
            assertThat(admin.listTopics().names().get()).contains(topic);
        }
    }
}
