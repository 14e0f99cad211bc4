package dev.memtrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class BrokerIT {
    private static final Map<String, Object> CLIENT =
            Map.of("bootstrap.servers", Broker.shared().bootstrapServers());

    @Test
    void the_shared_broker_is_one_and_takes_records() throws Exception {
        var topic = Broker.uniquePrefix(BrokerIT.class) + "memories";

        assertThat(Broker.shared()).isSameAs(Broker.shared());

        try (var admin = Admin.create(CLIENT);
                var producer =
                        new KafkaProducer<>(
                                CLIENT, new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
            var record = new ProducerRecord<byte[], byte[]>(topic, "first".getBytes(UTF_8));
            assertThat(producer.send(record).get().offset()).isZero();
        }
    }
}
