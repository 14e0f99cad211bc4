package dev.memtrace.arc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class QueryResultReaderTest {
    private static final String WHOLE =
            "{\"success\":true,\"columns\":[\"a\",\"b\"],\"data\":[[\"x\",1],[null,null]],"
                    + "\"row_count\":2,\"execution_time_ms\":1,\"timestamp\":\"t\"}";

    @Test
    void values_are_found_by_name_and_null_reads_as_absent() {
        var rows = read(WHOLE).rows();

        assertThat(rows.get(0).text("a")).isEqualTo("x");
        assertThat(rows.get(0).number("b")).isEqualTo(1);
        assertThat(rows.get(1).isNull("a")).isTrue();
        assertThat(rows.get(1).text("a")).isEmpty();
        assertThat(rows.get(1).number("b")).isZero();
        assertThat(rows.get(1).decimal("b")).isZero();
        assertThatThrownBy(() -> rows.get(0).text("c"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbers_come_in_every_dress() {
        var row =
                read("{\"success\":true,\"columns\":[\"a\",\"b\",\"c\",\"d\",\"e\"],\"data\":"
                                + "[[9007199254740993,\"12\",\"1.50\",0.25,1"
                                + "0".repeat(300)
                                + "]],\"row_count\":1}")
                        .rows()
                        .getFirst();

        assertThat(row.number("a")).isEqualTo(9_007_199_254_740_993L);
        assertThat(row.number("b")).isEqualTo(12);
        assertThat(row.decimal("c")).isEqualTo(1.5);
        assertThat(row.decimal("d")).isEqualTo(0.25);
        assertThat(row.decimal("e")).isEqualTo(1e300);
    }

    @Test
    void no_columns_means_that_there_was_nothing_to_look_at() {
        var nothing = read("{\"success\":true,\"columns\":[],\"data\":[],\"row_count\":0}");
        var noRows = read("{\"success\":true,\"columns\":[\"a\"],\"data\":[],\"row_count\":0}");

        assertThat(nothing.isEmpty()).isTrue();
        assertThat(noRows.isEmpty()).isFalse();
        assertThat(noRows.rows()).isEmpty();
    }

    @Test
    void no_part_of_an_answer_passes_for_the_whole() {
        for (int length = 0; length < WHOLE.length(); length++) {
            var part = WHOLE.substring(0, length);
            assertThatThrownBy(() -> read(part))
                    .as(part)
                    .isInstanceOf(ArcUnavailableException.class);
        }
    }

    @Test
    void fewer_rows_than_claimed_are_no_answer() {
        assertThatThrownBy(() -> read(WHOLE.replace("\"row_count\":2", "\"row_count\":3")))
                .isInstanceOf(ArcUnavailableException.class)
                .hasMessage("Arc's answer has 2 rows and claims 3");
        assertThatThrownBy(() -> read("{\"success\":true,\"columns\":[\"a\"],\"data\":[[\"x\"]]}"))
                .isInstanceOf(ArcUnavailableException.class);
    }

    @Test
    void a_row_of_another_width_is_no_answer() {
        assertThatThrownBy(() -> read(WHOLE.replace("[\"x\",1]", "[\"x\"]")))
                .isInstanceOf(ArcUnavailableException.class);
        assertThatThrownBy(() -> read(WHOLE.replace("[\"x\",1]", "[\"x\",1,2]")))
                .isInstanceOf(ArcUnavailableException.class);
    }

    @Test
    void a_failure_says_why_to_whoever_sorts_it() {
        var failure =
                "{\"success\":false,\"columns\":null,\"data\":null,\"row_count\":0,"
                        + "\"error\":\"Binder Error: x\"}";

        assertThat(QueryResultReader.error(failure.getBytes(UTF_8))).isEqualTo("Binder Error: x");
        assertThat(QueryResultReader.error("<html>".getBytes(UTF_8))).isEmpty();
        assertThatThrownBy(() -> read(failure)).isInstanceOf(ArcQueryException.class);
    }

    private static QueryResult read(String json) {
        return QueryResultReader.read(json.getBytes(UTF_8));
    }
}
