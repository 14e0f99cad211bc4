package dev.memtrace.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class HandledTest {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final TopicPartition SOURCE = new TopicPartition("memtrace.inbox.org_a", 0);

    @Test
    void what_is_lost_takes_no_room() {
        var handled = new Handled(new MockProducer<>(), 8 * MEBIBYTE);
        for (int offset = 0; offset < 9; offset++) {
            var value = new byte[MEBIBYTE];
            handled.write(SOURCE, new ProducerRecord<>("memtrace.rejected", value), value.length);
            handled.add(
                    new ConsumerRecord<>(
                            SOURCE.topic(), SOURCE.partition(), offset, new byte[0], value));
        }
        assertThat(handled.isFull()).isTrue();

        handled.forget(List.of(SOURCE));

        assertThat(handled.isEmpty()).isTrue();
        assertThat(handled.isFull()).isFalse();
    }
}
