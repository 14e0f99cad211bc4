package dev.memtrace.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CautionTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Caution caution = new Caution(nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void it_lasts_for_half_a_minute_from_the_last_alarm() {
        assertThat(caution.isOn()).isFalse();
        caution.alarm();
        pass(Duration.ofSeconds(20));
        assertThat(caution.isOn()).isTrue();
        caution.alarm();
        pass(Duration.ofSeconds(29));
        assertThat(caution.isOn()).isTrue();
        pass(Duration.ofSeconds(2));
        assertThat(caution.isOn()).isFalse();
    }
}
