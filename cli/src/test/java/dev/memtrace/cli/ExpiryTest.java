package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryTest {
    private static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "30d, 2026-03-15T12:00:00Z",
        "12h, 2026-02-14T00:00:00Z",
        "90m, 2026-02-13T13:30:00Z",
        "2026-12-31, 2026-12-31T00:00:00Z",
        "2026-12-31T10:00:00Z, 2026-12-31T10:00:00Z",
        "2026-12-31T10:00:00+02:00, 2026-12-31T08:00:00Z",
        "2020-01-01, 2020-01-01T00:00:00Z"
    })
    void a_time_from_now_a_date_or_a_time(String text, Instant expected) {
        assertThat(Expiry.parse(text, NOON)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "30",
                "-1d",
                "2026-13-01",
                "999999999999d",
                "+12345-01-01",
                "1y"
            })
    void anything_else_is_none(String text) {
        assertThat(Expiry.parse(text, NOON)).isEmpty();
    }

    @Test
    void the_help_says_what_is_taken() {
        assertThat(Expiry.RULE).contains("30d").contains("2026-12-31").contains("RFC 3339");
    }
}
