package dev.memtrace.arclocal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WritesIT extends ArcLocalFixture {
    private static final byte[] ONE = Columns.of("m").with("time", NOON).with("n", 1).bytes();

    @Override
    ArcLocalConfig configured(ArcLocalConfig config) {
        return config.withLimits(config.limits().withPayloadBytesMax(64 * 1024));
    }

    @Test
    void a_body_is_unpacked_by_its_first_bytes_whatever_the_headers_say() throws IOException {
        wire.stored(ONE);
        wire.stored(gzip(ONE));
        wire.stored(Zstd.compress(ONE, 1));
        var answer = wire.write(ONE, "x-arc-database", "test", "Content-Encoding", "gzip");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);

        assertThat(wire.rows("SELECT COUNT(*) AS n FROM m")).isEqualTo("[[4]]");
    }

    @Test
    void frames_of_zstd_that_follow_each_other_are_one_body() throws IOException {
        var body = new ByteArrayOutputStream();
        body.write(Zstd.compress(Arrays.copyOfRange(ONE, 0, 5), 1));
        body.write(Zstd.compress(Arrays.copyOfRange(ONE, 5, ONE.length), 1));
        wire.stored(body.toByteArray());

        assertThat(wire.rows("SELECT n FROM m")).isEqualTo("[[1]]");
    }

    @Test
    void arrays_and_batches_lose_their_bad_items_without_a_word() {
        var good = Columns.of("m").with("time", NOON).with("n", 1);
        var uneven = Columns.of("m").with("time", NOON, NOON).with("n", 1);

        wire.stored(Columns.array(good, uneven, good));
        wire.stored(Columns.batch(uneven, good));
        wire.stored(Columns.pack(packer -> packer.packArrayHeader(0)));

        assertThat(wire.rows("SELECT COUNT(*) AS n FROM m")).isEqualTo("[[3]]");
    }

    @Test
    void bytes_behind_the_first_value_are_ignored() {
        wire.stored(Arrays.copyOf(ONE, ONE.length + 7));

        assertThat(wire.rows("SELECT n FROM m")).isEqualTo("[[1]]");
    }

    @Test
    void without_a_header_rows_go_to_the_default_database() {
        assertThat(wire.write(ONE).statusCode()).isEqualTo(204);

        assertThat(Wire.json(wire.query("SELECT n FROM m")).get("data").toString())
                .isEqualTo("[[1]]");
        assertThat(Wire.json(wire.query("SELECT n FROM default.m AS e")).get("row_count").asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1st", "a b", "../x", "é"})
    void a_bad_database_name_is_refused(String name) {
        var answer = wire.write(ONE, "x-arc-database", name.equals("é") ? "-x" : name);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid database name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1st", "a b", "a.b", "_m"})
    void a_bad_measurement_name_is_refused(String name) {
        var body = Columns.of(name).with("time", NOON).with("n", 1).bytes();

        var answer = wire.write(body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid measurement name");
    }

    @Test
    void what_is_not_a_batch_is_the_senders_fault() {
        refused(new byte[0], "Empty payload");
        refused(new byte[] {0x1f, (byte) 0x8b, 1, 2}, "Invalid gzip compression");
        refused(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 1}, "Invalid zstd compression");
        refused(Arrays.copyOf(ONE, ONE.length - 3), "Invalid MessagePack payload");
        refused(new byte[] {(byte) 0xc1}, "Invalid MessagePack payload");
        refused(Columns.pack(packer -> packer.packInt(1)), "Invalid MessagePack payload");
        refused(Columns.of("m").bytes(), "non-empty 'columns' dict");
        refused(
                Columns.of("m").with("time", NOON, NOON).with("n", 1).bytes(),
                "array length mismatch (expected 2, got 1 for 'n')");
        refused(
                Columns.pack(
                        packer ->
                                packer.packMapHeader(2)
                                        .packString("m")
                                        .packString("m")
                                        .packString("fields")
                                        .packMapHeader(0)),
                "Row format is not supported");
    }

    @Test
    void a_length_that_the_payload_cannot_hold_is_refused_before_memory_is_taken() {
        var huge =
                Columns.pack(
                        packer ->
                                packer.packMapHeader(2)
                                        .packString("m")
                                        .packString("m")
                                        .packString("columns")
                                        .packMapHeader(1)
                                        .packString("n")
                                        .packArrayHeader(Integer.MAX_VALUE));

        refused(huge, "Invalid MessagePack payload");
    }

    @Test
    void a_payload_above_the_limit_is_413_and_a_bomb_is_400() {
        var answer = wire.write(new byte[64 * 1024 + 1]);
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("Payload too large");

        refused(Zstd.compress(new byte[1024 * 1024], 1), "Invalid zstd compression");
    }

    @Test
    void a_body_that_is_cut_short_is_the_senders_fault() throws IOException {
        var head = "POST /api/v1/write/msgpack HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n";
        try (var socket = new Socket(arc.uri().getHost(), arc.port())) {
            socket.getOutputStream().write((head + "four").getBytes(US_ASCII));
            socket.shutdownOutput();

            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("Invalid request body: cut short");
        }
        wire.stored(ONE);
    }

    @Test
    void after_a_refusal_the_server_goes_on() {
        wire.write(new byte[64 * 1024 + 1]);
        wire.write(new byte[] {(byte) 0xc1});

        wire.stored(ONE);
    }

    private void refused(byte[] body, String reason) {
        var answer = wire.write(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(Wire.json(answer).get("error").asText()).contains(reason);
    }

    private static byte[] gzip(byte[] body) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }
}
