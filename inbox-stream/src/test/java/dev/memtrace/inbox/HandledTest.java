package dev.memtrace.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class HandledTest {
    private static final int MEBIBYTE = 1024 * 1024;

    @Test
    void what_is_lost_takes_no_room() {
        var handled = new Handled(new MockProducer<>());
        for (int offset = 0; offset < 9; offset++) {
            var record =
                    new ConsumerRecord<>(
                            "memtrace.inbox.org_a", 0, offset, new byte[0], new byte[MEBIBYTE]);
            handled.add(Rejection.of(record, new Checked.Bad("why", true), "memtrace.rejected"));
            handled.add(record);
        }
        assertThat(handled.isFull()).isTrue();

        handled.forget(List.of(new TopicPartition("memtrace.inbox.org_a", 0)));

        assertThat(handled.isEmpty()).isTrue();
        assertThat(handled.isFull()).isFalse();
    }
}
