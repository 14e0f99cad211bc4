package dev.memtrace.arclocal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class CellTest {

    @Test
    void a_double_is_written_with_its_shortest_digits_and_no_exponent() {
        assertThat(Cell.plain(1.0)).isEqualTo("1");
        assertThat(Cell.plain(-0.0)).isEqualTo("-0");
        assertThat(Cell.plain(0.1)).isEqualTo("0.1");
        assertThat(Cell.plain(0.1f)).isEqualTo("0.10000000149011612");
        assertThat(Cell.plain(1e-7)).isEqualTo("0.0000001");
        assertThat(Cell.plain(123456789012345680.0)).isEqualTo("123456789012345680");
        assertThat(Cell.plain(1e300)).hasSize(301).startsWith("1000").doesNotContain("E");
        assertThat(Cell.plain(Double.MIN_VALUE)).startsWith("0.000").endsWith("49");
    }

    @Test
    void a_fraction_of_a_second_has_the_digits_it_needs() {
        var noon = LocalDateTime.of(2026, 8, 22, 12, 0);

        assertThat(Cell.RFC_3339.format(noon)).isEqualTo("2026-08-22T12:00:00Z");
        assertThat(Cell.RFC_3339.format(noon.withNano(100_000_000)))
                .isEqualTo("2026-08-22T12:00:00.1Z");
        assertThat(Cell.RFC_3339.format(noon.withNano(123_456_000)))
                .isEqualTo("2026-08-22T12:00:00.123456Z");
    }
}
