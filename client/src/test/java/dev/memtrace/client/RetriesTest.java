package dev.memtrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.testkit.Seeds;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class RetriesTest {
    @TestFactory
    Stream<DynamicTest> pauses_double_from_the_least_to_the_most_less_up_to_a_half() {
        return Seeds.tests(
                20,
                chance -> {
                    var least = Duration.ofMillis(chance.within(1, 500));
                    var most = least.multipliedBy(chance.within(1, 100));
                    var retries = new Retries(Duration.ofDays(1), least, most);
                    for (int tries = 1; tries < 2_000; tries++) {
                        var whole =
                                tries > 20
                                        ? most
                                        : shorter(most, least.multipliedBy(1L << (tries - 1)));
                        assertThat(retries.pause(tries, Optional.empty(), chance.generator()))
                                .isBetween(whole.dividedBy(2).minusMillis(1), whole);
                    }
                });
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @TestFactory
    Stream<DynamicTest> a_pause_is_never_shorter_than_what_the_server_asks_for() {
        return Seeds.tests(
                20,
                chance -> {
                    var asked = Duration.ofSeconds(chance.within(0, 100));
                    var pause =
                            Retries.DEFAULT.pause(
                                    chance.within(1, 30), Optional.of(asked), chance.generator());
                    assertThat(pause).isGreaterThanOrEqualTo(asked);
                    assertThat(pause).isLessThanOrEqualTo(asked.plus(Retries.DEFAULT.pauseMax()));
                });
    }

    @Test
    void what_makes_no_sense_is_refused() {
        var second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new Retries(second.negated(), second, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Retries(second, Duration.ZERO, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Retries(second, second, second.dividedBy(2)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
