package dev.memtrace.arclocal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class TypesIT extends ArcLocalFixture {

    @Test
    void the_first_value_that_is_not_nil_decides_the_type() {
        write("a", null, 1, 2.9, -2.9);
        write("b", null, 1.5, 2);
        write("c", null, "x", "");
        write("d", null, true, false);
        write("e", null, null);

        assertThat(typeAndValues("a")).isEqualTo("BIGINT [[null],[1],[2],[-2]]");
        assertThat(typeAndValues("b")).isEqualTo("DOUBLE [[null],[1.5],[2]]");
        assertThat(typeAndValues("c")).isEqualTo("VARCHAR [[null],[\"x\"],[\"\"]]");
        assertThat(typeAndValues("d")).isEqualTo("BOOLEAN [[null],[true],[false]]");
        assertThat(typeAndValues("e")).isEqualTo("VARCHAR [[null],[null]]");
    }

    @Test
    void a_value_that_does_not_fit_fails_for_good_although_it_is_a_500() {
        refused("cannot convert", 1, "x");
        refused("cannot convert", 1.5, "x");
        refused("cannot convert", 1, new BigInteger("18446744073709551615"));
        refused("unexpected type in", "x", 1);
        refused("unexpected type in", true, 1);
        refused("unsupported column type", new byte[] {1}, "x");
    }

    @Test
    void columns_with_an_underscore_are_not_stored() {
        wire.stored(Columns.of("m").with("time", NOON).with("_a", 1).with("b", 2).bytes());

        assertThat(wire.answer("SELECT * FROM m").get("columns").toString())
                .isEqualTo("[\"time\",\"b\"]");
    }

    @Test
    void a_column_that_comes_later_is_null_in_older_rows() {
        write("m", 1);
        wire.stored(Columns.of("m").with("time", NOON + 1).with("w", "new").bytes());

        assertThat(wire.rows("SELECT v, w FROM m ORDER BY time"))
                .isEqualTo("[[1,null],[null,\"new\"]]");
    }

    @Test
    void types_that_disagree_widen_as_files_united_by_name() {
        write("a", true);
        write("a", 7);
        write("b", 7);
        write("b", 1.5);
        write("c", 1.5);
        write("c", 7);
        write("d", 7);
        write("d", "x");
        write("e", "x");
        write("e", true);

        assertThat(typeAndValues("a")).isEqualTo("BIGINT [[1],[7]]");
        assertThat(typeAndValues("b")).isEqualTo("DOUBLE [[7],[1.5]]");
        assertThat(typeAndValues("c")).isEqualTo("DOUBLE [[1.5],[7]]");
        assertThat(typeAndValues("d")).isEqualTo("VARCHAR [[\"7\"],[\"x\"]]");
        assertThat(typeAndValues("e")).isEqualTo("VARCHAR [[\"x\"],[\"true\"]]");
    }

    @Test
    void a_widened_table_is_found_again_after_a_restart() {
        write("a", 7);
        write("a", 1.5);
        wire.stored(Columns.of("a").with("time", NOON).with("w", "new").bytes());

        restart();
        write("a", 8);

        assertThat(typeAndValues("a")).isEqualTo("DOUBLE [[7],[1.5],[null],[8]]");
    }

    @Test
    void the_first_time_decides_the_unit_of_all() {
        time("s", 1_787_400_000L, 1_787_400_001L);
        time("ms", 1_787_400_000_000L, 1_787_400_000_001L);
        time("us", NOON, NOON + 1);
        time("ns", NOON * 1_000, NOON * 1_000 + 1_999);
        time("mixed", NOON, 1_787_400_000L);

        assertThat(times("s")).isEqualTo("2026-08-22T12:00:00Z 2026-08-22T12:00:01Z");
        assertThat(times("ms")).isEqualTo("2026-08-22T12:00:00Z 2026-08-22T12:00:00.001Z");
        assertThat(times("us")).isEqualTo("2026-08-22T12:00:00Z 2026-08-22T12:00:00.000001Z");
        assertThat(times("ns")).isEqualTo("2026-08-22T12:00:00Z 2026-08-22T12:00:00.000001Z");
        assertThat(times("mixed")).isEqualTo("1970-01-01T00:29:47.4Z 2026-08-22T12:00:00Z");
    }

    @Test
    void a_batch_without_time_gets_one_moment() {
        wire.stored(Columns.of("m").with("n", 1, 2, 3).bytes());

        assertThat(
                        wire.rows(
                                "SELECT COUNT(DISTINCT time) AS n, max(abs(epoch(now()) -"
                                        + " epoch(time))) < 60 AS recent FROM m"))
                .isEqualTo("[[1,true]]");
    }

    @Test
    void a_time_that_is_no_number_is_the_senders_fault() {
        var text = wire.write(Columns.of("m").with("time", "now").with("n", 1).bytes());
        var nil = wire.write(Columns.of("m").with("time", NOON, null).with("n", 1, 2).bytes());

        assertThat(text.statusCode()).isEqualTo(400);
        assertThat(nil.statusCode()).isEqualTo(400);
        assertThat(nil.body()).contains("invalid timestamp type at index 1");
    }

    @Test
    void text_comes_back_as_it_went_in() {
        var texts =
                new Object[] {
                    "", "a\0b", "it's", "\\'", "\"q\"", "né", "\ud83d\ude00", "\u2028\t\n"
                };
        var times = new Object[texts.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = NOON + i;
        }
        wire.stored(Columns.of("m").with("time", times).with("v", texts).bytes());

        var rows = wire.answer("SELECT v FROM m ORDER BY time").get("data");

        for (int i = 0; i < texts.length; i++) {
            assertThat(rows.get(i).get(0).textValue()).isEqualTo(texts[i]);
        }
    }

    @Test
    void bytes_that_are_not_UTF_8_are_replaced() {
        var body =
                Columns.pack(
                        packer -> {
                            packer.packMapHeader(2).packString("m").packString("m");
                            packer.packString("columns").packMapHeader(1);
                            packer.packString("v").packArrayHeader(1);
                            packer.packRawStringHeader(3).writePayload(new byte[] {'a', -1, 'b'});
                        });
        wire.stored(body);

        assertThat(wire.rows("SELECT v FROM m")).isEqualTo("[[\"a\ufffdb\"]]");
    }

    @Test
    void more_rows_than_one_vector_holds_keep_their_values_together() {
        var rows = 10_000;
        var times = new Object[rows];
        var numbers = new Object[rows];
        var texts = new Object[rows];
        for (int i = 0; i < rows; i++) {
            times[i] = NOON + i;
            numbers[i] = i % 3 == 0 ? null : (Object) (long) i;
            texts[i] = i % 5 == 0 ? null : "text number " + i;
        }
        wire.stored(
                Columns.of("m").with("time", times).with("n", numbers).with("t", texts).bytes());

        assertThat(
                        wire.rows(
                                "SELECT COUNT(*) AS a, COUNT(n) AS b, COUNT(t) AS c, COUNT(*)"
                                        + " FILTER (t = 'text number ' || n AND epoch_us(time) ="
                                        + NOON
                                        + " + n) AS d FROM m"))
                .isEqualTo("[[10000,6666,8000,5333]]");
    }

    private void write(String measurement, Object... values) {
        var times = new Object[values.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = NOON + i;
        }
        wire.stored(Columns.of(measurement).with("time", times).with("v", values).bytes());
    }

    private void refused(String reason, Object... values) {
        var body = Columns.of("m").with("time", NOON, NOON).with("v", values).bytes();
        var answer = wire.write(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        assertThat(Wire.json(answer).get("error").asText())
                .startsWith("Failed to write records: failed to convert columns")
                .contains(reason);
    }

    private String typeAndValues(String measurement) {
        return wire.answer("SELECT typeof(v) AS t FROM " + measurement + " LIMIT 1")
                        .at("/data/0/0")
                        .asText()
                + " "
                + wire.rows("SELECT v FROM " + measurement);
    }

    private void time(String measurement, Object... times) {
        wire.stored(Columns.of(measurement).with("time", times).bytes());
    }

    private String times(String measurement) {
        var rows = wire.answer("SELECT time FROM " + measurement + " ORDER BY time").get("data");
        return rows.get(0).get(0).asText() + " " + rows.get(1).get(0).asText();
    }
}
