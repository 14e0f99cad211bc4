package dev.memtrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BrokerTest {
    @Test
    void every_prefix_is_another_one_and_legal_in_a_topic_name() {
        var first = Broker.uniquePrefix(BrokerTest.class);
        var second = Broker.uniquePrefix(Inner.class);

        assertThat(first).matches("brokertest-\\d+\\.");
        assertThat(second).matches("brokertest-inner-\\d+\\.");
        assertThat(Broker.uniquePrefix(BrokerTest.class)).isNotEqualTo(first);
    }

    private static final class Inner {}
}
