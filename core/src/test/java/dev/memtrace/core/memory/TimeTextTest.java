package dev.memtrace.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
    private static final Instant NOW = Instant.parse("2026-02-13T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-02-13T10:00:00Z, 2026-02-13T10:00:00Z",
        "2026-02-13T10:00:00.123456789Z, 2026-02-13T10:00:00.123456Z",
        "2026-02-13T10:00:00+02:00, 2026-02-13T08:00:00Z",
        "2026-02-13T10:00:00-05:00, 2026-02-13T15:00:00Z",
        "2026-02-13T10:00:00, 2026-02-13T10:00:00Z",
        "2026-02-13, 2026-02-13T00:00:00Z",
        "90m, 2026-02-13T10:30:00Z",
        "2h, 2026-02-13T10:00:00Z",
        "7d, 2026-02-06T12:00:00Z",
        "1w, 2026-02-06T12:00:00Z",
        "10000m, 2026-02-06T13:20:00Z",
        "now, 2026-02-13T12:00:00Z",
        "999999999w, 1970-01-01T00:00:00Z",
    })
    void documented_spellings_are_understood(String text, Instant expected) {
        assertThat(TimeText.parse(text, NOW)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h",
                "-2h",
                "2x",
                "2 h",
                "1.5h",
                "yesterday",
                "2026-13-01",
                "2026-02-30",
                "10:00",
                "T",
                "٣h"
            })
    void anything_else_is_not_a_time(String text) {
        assertThat(TimeText.parse(text, NOW)).isEmpty();
    }

    @Test
    void every_time_in_every_offset_is_read_back() {
        Seeds.forEach(
                500,
                chance -> {
                    var time =
                            Instant.parse("1971-01-01T00:00:00Z")
                                    .plusSeconds(chance.within(0, Integer.MAX_VALUE - 1))
                                    .plus(chance.within(0, 999_999), ChronoUnit.MICROS);
                    var offset = ZoneOffset.ofTotalSeconds(60 * chance.within(-14 * 60, 14 * 60));

                    assertThat(TimeText.parseIso(time.toString())).contains(time);
                    assertThat(TimeText.parseIso(time.atOffset(offset).toString())).contains(time);
                });
    }

    @Test
    void every_relative_time_is_that_long_ago() {
        Seeds.forEach(
                200,
                chance -> {
                    int amount = chance.within(0, 5_000);

                    assertThat(TimeText.parse(amount + "m", NOW))
                            .contains(NOW.minus(Duration.ofMinutes(amount)));
                    assertThat(TimeText.parse(amount + "h", NOW))
                            .contains(NOW.minus(Duration.ofHours(amount)));
                });
    }

    @Test
    void no_text_whatever_makes_it_fail() {
        Seeds.forEach(
                500, chance -> assertThat(TimeText.parse(chance.nastyText(30), NOW)).isNotNull());
    }
}
