package dev.memtrace.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.arc.WriteOutcome.Accepted;
import dev.memtrace.arc.WriteOutcome.Refused;
import dev.memtrace.arc.WriteOutcome.TryLater;
import dev.memtrace.arclocal.ArcLocal;
import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.testkit.Chance;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpArcClientIT {
    private static final String TOKEN = "a-token-of-some-length";

    @TempDir Path directory;
    private ArcLocal arc;
    private ArcBinding binding;
    private HttpArcClient client;

    @BeforeEach
    void start() {
        arc = ArcLocal.start(ArcLocalConfig.in(directory).withToken(TOKEN));
        binding = new ArcBinding(arc.uri(), "main", "memories", TOKEN);
        client =
                new HttpArcClient(
                        new ArcClientConfig(
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(2),
                                10_000_000));
    }

    @AfterEach
    void stop() {
        client.close();
        arc.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void a_memory_comes_back_as_it_was_written(long seed) {
        var chance = new Chance(seed);
        var memories = new ArrayList<Memory>();
        var builder = new MemoryBatchBuilder(1_000, 10_000_000);
        for (int i = 0; i < 300; i++) {
            memories.add(Memories.random(chance));
            builder.add(memories.getLast(), 3, 1, i);
        }
        assertThat(client.write(binding, builder.build())).isEqualTo(new Accepted());

        var rows =
                ask("SELECT *, epoch_us(e.time) AS t_us FROM memories AS e ORDER BY e.kafka_offset")
                        .rows();

        assertThat(rows).hasSize(300);
        for (int i = 0; i < 300; i++) {
            var memory = memories.get(i);
            var row = rows.get(i);
            assertThat(row.text("id")).isEqualTo(memory.id().toString());
            assertThat(row.text("content")).isEqualTo(memory.content());
            assertThat(row.text("org_id")).isEqualTo(memory.org().value());
            assertThat(row.text("session_id"))
                    .isEqualTo(memory.session().map(Object::toString).orElse(""));
            assertThat(row.text("tags_csv")).isEqualTo(String.join(",", memory.tags()));
            assertThat(row.text("metadata_json")).isEqualTo(memory.metadataJson().orElse(""));
            assertThat(row.text("time")).isEqualTo(text(memory));
            assertThat(row.number("t_us")).isEqualTo(Sql.micros(memory.time()));
            assertThat(row.decimal("importance")).isEqualTo(memory.importance());
            assertThat(row.number("log_epoch")).isEqualTo(3);
            assertThat(row.number("kafka_offset")).isEqualTo(i);
            assertThat(row.isNull("parent_id")).isFalse();
        }
    }

    /** Java writes a fraction in groups of three digits, Arc with as many as it needs. */
    private static String text(Memory memory) {
        return memory.time().toString().replaceFirst("(\\.\\d*?)0+Z$", "$1Z").replace(".Z", "Z");
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void any_text_is_found_again_and_only_by_itself(long seed) {
        var chance = new Chance(seed);
        var words =
                List.of(
                        "'",
                        "\\",
                        "\\'",
                        "''",
                        "--",
                        "/*",
                        "*/",
                        ";",
                        "$$",
                        "\"",
                        "%",
                        "_",
                        "__STR_1__",
                        "__IDENT_0__",
                        "read_parquet",
                        "read_csv('x')",
                        "ATTACH",
                        "DROP TABLE x",
                        " OR 1=1 ",
                        "\ud83d\ude00",
                        "\u0130",
                        "\0",
                        "\n",
                        "SET",
                        "FROM memories",
                        "time >= '2020-01-01'",
                        "LIKE",
                        "<> ''",
                        "x");
        for (int i = 0; i < 40; i++) {
            var text = new StringBuilder();
            for (int k = chance.within(0, 8); k > 0; k--) {
                text.append(chance.oneOf(words));
            }
            if (chance.onceIn(2)) {
                text.append(chance.nastyText(50));
            }
            var expression = Sql.text(text.toString());

            var row =
                    ask("SELECT "
                                    + expression
                                    + " AS t, "
                                    + expression
                                    + " = t AS same,"
                                    + " contains(lower('a' || t), lower("
                                    + expression
                                    + ")) AS c")
                            .rows()
                            .getFirst();

            assertThat(row.text("t")).isEqualTo(text.toString());
            assertThat(row.flag("same")).isTrue();
            assertThat(row.flag("c")).isTrue();
        }
    }

    @Test
    void conditions_find_what_they_name() {
        var builder = new MemoryBatchBuilder(10, 100_000);
        builder.add(Memories.memory("org_a", "Crawled C:\\'pricing'"), 1, 0, 0);
        builder.add(Memories.memory("org_b", "Decided"), 1, 0, 1);
        var batch = builder.build();
        client.write(binding, batch);

        assertThat(offsets(Sql.equal("org_id", "org_b"))).containsExactly(1L);
        assertThat(offsets(Sql.anyOf("org_id", List.of("org_a", "org_b")))).containsExactly(0L, 1L);
        assertThat(offsets(Sql.anyOf("org_id", List.of()))).isEmpty();
        assertThat(offsets(Sql.contains("content", "c:\\'PRICING"))).containsExactly(0L);
        assertThat(offsets(Sql.from(batch.earliest()))).hasSize(2);
        assertThat(offsets(Sql.before(batch.earliest()))).isEmpty();
        assertThat(offsets(Sql.fromUnpruned(batch.latest()))).hasSize(2);
        assertThat(offsets(Sql.beforeUnpruned(batch.latest().plusNanos(1)))).hasSize(2);
    }

    @Test
    void a_measurement_that_nobody_wrote_is_empty() {
        assertThat(ask("SELECT COUNT(*) AS n FROM memories AS e").isEmpty()).isTrue();
    }

    @Test
    void a_column_that_no_row_has_is_told_from_other_mistakes() {
        client.write(binding, one());

        for (var sql :
                List.of(
                        "SELECT e.nope FROM memories AS e",
                        "SELECT nope FROM memories AS e",
                        "SELECT e.id FROM memories AS e WHERE e.nope = 1",
                        "SELECT e.id FROM memories AS e ORDER BY e.nope")) {
            assertThatThrownBy(() -> ask(sql))
                    .as(sql)
                    .isInstanceOf(ArcQueryException.class)
                    .matches(e -> ((ArcQueryException) e).isMissingColumn())
                    .hasMessageNotContaining("nope");
        }
        assertThatThrownBy(() -> ask("SELECT x.id FROM memories AS e"))
                .isInstanceOf(ArcQueryException.class)
                .matches(e -> !((ArcQueryException) e).isMissingColumn());
        assertThatThrownBy(() -> ask("SELECT 1 +")).isInstanceOf(ArcQueryException.class);
        assertThatThrownBy(() -> ask("DROP TABLE memories")).isInstanceOf(ArcQueryException.class);
    }

    @Test
    void a_wrong_token_is_the_bindings_fault_and_stays_secret() {
        var wrong = new ArcBinding(arc.uri(), "main", "memories", "wrong-token");

        assertThat(client.write(wrong, one()))
                .isEqualTo(new Refused("401: Arc does not take the token", false));
        assertThatThrownBy(() -> client.query(wrong, "SELECT 1"))
                .isInstanceOf(ArcQueryException.class)
                .hasMessageNotContaining("wrong-token");
        assertThat(client.isReady(wrong)).isTrue();
    }

    @Test
    void an_Arc_that_is_away_is_tried_later() {
        var nowhere = new ArcBinding(URI.create("http://127.0.0.1:1"), "main", "memories", TOKEN);

        assertThat(client.write(nowhere, one())).isInstanceOf(TryLater.class);
        assertThatThrownBy(() -> client.query(nowhere, "SELECT 1"))
                .isInstanceOf(ArcUnavailableException.class);
        assertThat(client.isReady(nowhere)).isFalse();
    }

    @Test
    void nothing_can_be_stored_where_nobody_listens() {
        var nowhere = new ArcBinding(URI.create("http://127.0.0.1:9"), "db", "events", "");

        assertThat(client.write(nowhere, one()))
                .isEqualTo(new TryLater("Arc cannot be reached: ConnectException", false));
        assertThat(client.uptime(nowhere)).isEmpty();
    }

    @Test
    void arc_tells_for_how_long_it_has_been_running() {
        assertThat(client.uptime(binding).orElseThrow())
                .isBetween(Duration.ZERO, Duration.ofMinutes(10));
    }

    @Test
    void an_answer_that_does_not_come_is_waited_for_no_longer_than_allowed() {
        arc.faults().storeWritesButStall(1);
        arc.faults().stallQueries(1);

        assertThat(client.write(binding, one()))
                .isEqualTo(new TryLater("no whole answer from Arc within 2000ms", true));
        assertThatThrownBy(() -> ask("SELECT 1")).isInstanceOf(ArcUnavailableException.class);

        assertThat(offsets("true")).containsExactly(0L); // it was stored all the same
    }

    @Test
    void faults_of_Arc_are_sorted() {
        arc.faults().failWrites(1, 503, "{}");
        arc.faults().failWrites(1, 500, "{\"error\":\"cannot convert string to int64\"}");
        arc.faults().failQueries(1, 500, "IO Error: gone");

        assertThat(client.write(binding, one())).isInstanceOf(TryLater.class);
        assertThat(client.write(binding, one()))
                .isEqualTo(new Refused("500: cannot convert", true));
        assertThat(client.write(binding, one())).isEqualTo(new Accepted());
        assertThatThrownBy(() -> ask("SELECT 1")).isInstanceOf(ArcUnavailableException.class);
    }

    @Test
    void an_answer_larger_than_allowed_is_not_taken_in() {
        assertThatThrownBy(() -> ask("SELECT repeat('x', 1000) AS t FROM range(20000) AS r(i)"))
                .isInstanceOf(ArcUnavailableException.class);
    }

    @Test
    void a_question_too_long_for_Arc_is_not_sent() {
        assertThatThrownBy(() -> ask("SELECT " + Sql.text("x".repeat(9_000))))
                .isInstanceOf(SqlTooLongException.class);
    }

    private static MemoryBatch one() {
        var builder = new MemoryBatchBuilder(10, 1_000);
        builder.add(Memories.memory("org_a", "one"), 1, 0, 0);
        return builder.build();
    }

    private QueryResult ask(String sql) {
        return client.query(binding, sql);
    }

    private List<Long> offsets(String condition) {
        return ask(
                        "SELECT e.kafka_offset FROM memories AS e WHERE "
                                + condition
                                + " ORDER BY e.kafka_offset")
                .rows()
                .stream()
                .map(row -> row.number("kafka_offset"))
                .toList();
    }
}
