package dev.memtrace.arclocal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueriesIT extends ArcLocalFixture {

    @Override
    ArcLocalConfig configured(ArcLocalConfig config) {
        return config.withLimits(config.limits().withQueryTimeMax(Duration.ofSeconds(2)));
    }

    @BeforeEach
    void someRows() {
        wire.stored(
                Columns.of("events")
                        .with("time", NOON, NOON + 1_000_000)
                        .with("n", 1, 9_007_199_254_740_993L)
                        .with("name", "a", "b")
                        .bytes());
    }

    @Test
    void an_answer_has_its_fields_in_this_order_and_no_types() {
        var answer = query("SELECT name, n FROM events AS e ORDER BY e.n");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body())
                .matches(
                        "\\{\"success\":true,\"columns\":\\[\"name\",\"n\"],"
                                + "\"data\":\\[\\[\"a\",1],\\[\"b\",9007199254740993]],"
                                + "\"row_count\":2,\"execution_time_ms\":\\d+,"
                                + "\"timestamp\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\"}");
    }

    @Test
    void every_type_is_written_as_Arc_writes_it() {
        encodes("1::BIGINT", "1");
        encodes("(-128)::TINYINT", "-128");
        encodes("18446744073709551615::UBIGINT", "18446744073709551615");
        encodes("SUM(n)", "\"9007199254740994\"");
        encodes("COUNT(*)", "2");
        encodes("1.50", "\"1.50\"");
        encodes("3::HUGEINT", "\"3\"");
        encodes("1::DOUBLE", "1");
        encodes("0.1::FLOAT", "0.10000000149011612");
        encodes("'nan'::DOUBLE", "null");
        encodes("'-infinity'::DOUBLE", "null");
        encodes("NULL::DOUBLE", "null");
        encodes("NULL::BIGINT", "null");
        encodes("NULL::TIMESTAMPTZ", "null");
        encodes("NULL", "null");
        encodes("true", "true");
        encodes("max(time)", "\"2026-08-22T12:00:01Z\"");
        encodes("TIMESTAMP '2026-01-01 10:00:00.120'", "\"2026-01-01T10:00:00.12Z\"");
        encodes("DATE '2026-01-01'", "\"2026-01-01T00:00:00Z\"");
        encodes("epoch_us(max(time))", String.valueOf(NOON + 1_000_000));
        encodes("'abc'::BLOB", "\"abc\"");
        encodes("decode(from_base64('aXQncw=='))", "\"it's\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT COUNT(*) FROM nothing",
                "SELECT * FROM events AS e JOIN nothing AS x ON x.n = e.n",
                "SELECT n FROM events UNION ALL SELECT n FROM nothing",
                "WITH a AS (SELECT * FROM nothing) SELECT * FROM a"
            })
    void a_measurement_that_does_not_exist_empties_the_whole_answer(String sql) {
        var answer = wire.answer(sql);

        assertThat(answer.get("columns")).isEmpty();
        assertThat(answer.get("data")).isEmpty();
        assertThat(answer.get("row_count").asInt()).isZero();
    }

    @Test
    void so_does_a_database_that_does_not_exist() {
        var answer = wire.query("SELECT COUNT(*) FROM events", "x-arc-database", "nowhere");

        assertThat(Wire.json(answer).get("columns")).isEmpty();
    }

    @Test
    void a_column_that_does_not_exist_is_a_binder_error() {
        var answer = query("SELECT e.nope FROM events AS e");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .startsWith("{\"success\":false,\"columns\":null,\"data\":null,\"row_count\":0");
        assertThat(Wire.json(answer).get("error").asText()).startsWith("Binder Error");
    }

    @Test
    void errors_keep_DuckDBs_name_for_them() {
        assertThat(error("SELECT 1 +")).startsWith("Parser Error");
        assertThat(error("SELECT CAST(name AS BIGINT) AS n FROM events"))
                .startsWith("Conversion Error");
        assertThat(error("SELECT nofunction(1)")).startsWith("Catalog Error");
        assertThat(error("SELECT 'read_parquet' AS a FROM events")).startsWith("Catalog Error");
    }

    @Test
    void after_an_error_the_next_question_is_answered() {
        for (int i = 0; i < 20; i++) {
            query("SELECT CAST(name AS BIGINT) AS n FROM events");
        }

        assertThat(wire.rows("SELECT COUNT(*) AS n FROM events")).isEqualTo("[[2]]");
    }

    @Test
    void the_name_of_a_measurement_is_no_qualifier_but_its_alias_is() {
        assertThat(error("SELECT events.n FROM events")).startsWith("Binder Error");
        assertThat(wire.rows("SELECT e.n FROM events e WHERE e.name = 'a'")).isEqualTo("[[1]]");
    }

    @Test
    void joins_subqueries_and_common_tables_find_their_measurements() {
        var join = "SELECT a.n FROM events AS a JOIN events AS b ON a.n = b.n WHERE b.name = 'a'";
        var subquery = "SELECT x.n FROM (SELECT * FROM events) AS x ORDER BY x.n LIMIT 1";
        var common = "WITH few AS (SELECT * FROM events LIMIT 1) SELECT COUNT(*) AS n FROM few";
        var extract = "SELECT extract(hour FROM time) AS h FROM events LIMIT 1";

        assertThat(wire.rows(join)).isEqualTo("[[1]]");
        assertThat(wire.rows(subquery)).isEqualTo("[[1]]");
        assertThat(wire.rows(common)).isEqualTo("[[1]]");
        assertThat(wire.rows(extract)).isEqualTo("[[12]]");
    }

    @Test
    void a_database_in_the_name_needs_the_header_to_be_absent() {
        var alone = wire.query("SELECT COUNT(*) AS n FROM test.events AS e");
        var both = query("SELECT COUNT(*) AS n FROM test.events AS e");

        assertThat(Wire.json(alone).get("data").toString()).isEqualTo("[[2]]");
        assertThat(both.statusCode()).isEqualTo(400);
    }

    @Test
    void a_time_bound_is_a_literal_in_UTC() {
        assertThat(wire.rows("SELECT n FROM events AS e WHERE e.time >= '2026-08-22T12:00:01Z'"))
                .isEqualTo("[[9007199254740993]]");
        assertThat(error("SELECT n FROM events AS e WHERE e.time > 1700000000"))
                .startsWith("Binder Error");
    }

    @Test
    void a_body_that_is_no_question_is_400() {
        var noJson = wire.post("/api/v1/query", "{".getBytes());
        assertThat(wire.send(noJson.header("Content-Type", "application/json")).statusCode())
                .isEqualTo(400);
        assertThat(wire.send(wire.post("/api/v1/query", "{}".getBytes())).statusCode())
                .isEqualTo(400);
        assertThat(query("").statusCode()).isEqualTo(400);
        assertThat(query("SELECT 1; SELECT 2").statusCode()).isEqualTo(400);
        assertThat(wire.query("SELECT 1", "x-arc-database", "a b").statusCode()).isEqualTo(400);
    }

    @Test
    void a_large_answer_comes_whole() {
        var answer = wire.answer("SELECT i, repeat('x', 100) AS t FROM range(50000) AS r(i)");

        assertThat(answer.get("row_count").asInt()).isEqualTo(50_000);
        assertThat(answer.get("data")).hasSize(50_000);
        assertThat(answer.at("/data/49999/0").asInt()).isEqualTo(49_999);
    }

    @Test
    void an_error_behind_many_rows_leaves_no_half_answer() {
        var answer =
                query(
                        "SELECT CASE WHEN i = 90000 THEN error('late') ELSE repeat('x', 100) END"
                                + " AS t FROM range(100000) AS r(i)");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("late");
    }

    @Test
    void a_question_that_takes_too_long_is_504() {
        var answer =
                query("SELECT COUNT(*) FROM range(100000000000) AS r(i) WHERE i * 7 % 13 = 99");

        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(wire.rows("SELECT COUNT(*) AS n FROM events")).isEqualTo("[[2]]");
    }

    private HttpResponse<String> query(String sql) {
        return wire.query(sql, "x-arc-database", "test");
    }

    private String error(String sql) {
        var answer = query(sql);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        return Wire.json(answer).get("error").asText();
    }

    private void encodes(String expression, String json) {
        assertThat(query("SELECT " + expression + " AS v FROM events").body())
                .as(expression)
                .contains("\"data\":[[" + json + "]");
    }
}
