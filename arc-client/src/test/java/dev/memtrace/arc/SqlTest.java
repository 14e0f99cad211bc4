package dev.memtrace.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlTest {

    @Test
    void text_becomes_letters_that_mean_nothing_to_SQL() {
        assertThat(Sql.text("it's")).isEqualTo("decode(from_base64('aXQncw=='))");
        assertThat(Sql.text("")).isEqualTo("''");
        assertThat(Sql.equal("session_id", "s")).isEqualTo("e.session_id = " + Sql.text("s"));
        assertThat(Sql.anyOf("agent_id", List.of("a", "b")))
                .isEqualTo("e.agent_id IN (" + Sql.text("a") + ", " + Sql.text("b") + ")");
        assertThat(Sql.anyOf("agent_id", List.of())).isEqualTo("false");
    }

    @Test
    void a_column_is_a_plain_name() {
        assertThat(Sql.column("tags_csv")).isEqualTo("e.tags_csv");
        assertThatThrownBy(() -> Sql.column("a b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sql.column("1; --")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_bound_between_two_microseconds_means_the_later_one() {
        var exact = Instant.parse("2026-08-22T12:00:00.123456Z");
        var between = exact.minusNanos(1);

        assertThat(Sql.from(exact)).isEqualTo("e.time >= '2026-08-22T12:00:00.123456Z'");
        assertThat(Sql.from(between)).isEqualTo(Sql.from(exact));
        assertThat(Sql.before(between)).isEqualTo("e.time < '2026-08-22T12:00:00.123456Z'");
        assertThat(Sql.fromUnpruned(between)).isEqualTo("epoch_us(e.time) >= 1787400000123456");
        assertThat(Sql.beforeUnpruned(exact)).isEqualTo("epoch_us(e.time) < 1787400000123456");
        assertThat(Sql.from(Instant.parse("2026-08-22T12:00:00Z")))
                .isEqualTo("e.time >= '2026-08-22T12:00:00Z'");
        assertThat(Sql.from(Instant.EPOCH.minusNanos(1)))
                .isEqualTo("e.time >= '1970-01-01T00:00:00Z'");
    }

    @Test
    void more_SQL_than_Arc_reads_is_refused_before_it_is_sent() {
        assertThat(Sql.withinLimit("x".repeat(10_000))).hasSize(10_000);

        assertThatThrownBy(() -> Sql.withinLimit("é".repeat(5_001)))
                .isInstanceOf(SqlTooLongException.class)
                .hasMessage(
                        "the query takes 10002 bytes and Arc reads 10000: ask for less at once");
    }
}
