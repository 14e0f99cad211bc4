package dev.memtrace.arclocal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatusIT extends ArcLocalFixture {
    private static final String TOKEN = "a-token-of-some-length";

    @Override
    ArcLocalConfig configured(ArcLocalConfig config) {
        return config.withToken(TOKEN);
    }

    @Test
    void everybody_may_ask_whether_it_lives() {
        var health = wire.get("/health");
        var ready = wire.get("/ready");

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(Wire.json(health).get("status").asText()).isEqualTo("ok");
        assertThat(Wire.json(health).get("uptime_sec").isNumber()).isTrue();
        assertThat(Wire.json(ready).get("status").asText()).isEqualTo("ready");
    }

    @Test
    void everything_else_wants_the_token() {
        var body = Columns.of("m").with("time", NOON).bytes();

        assertThat(wire.write(body).statusCode()).isEqualTo(401);
        assertThat(wire.write(body).body())
                .isEqualTo("{\"success\":false,\"error\":\"Authentication required\"}");
        assertThat(wire.write(body, "Authorization", "Bearer wrong").body())
                .contains("Invalid or expired token");
        assertThat(wire.query("SELECT 1").statusCode()).isEqualTo(401);
        assertThat(wire.get("/api/v1/write/msgpack/stats").statusCode()).isEqualTo(401);
        assertThat(wire.get("/no/such/place").statusCode()).isEqualTo(401);
    }

    @Test
    void the_token_comes_in_any_of_three_ways() {
        assertThat(wire.query("SELECT 1", "Authorization", "Bearer " + TOKEN).statusCode())
                .isEqualTo(200);
        assertThat(wire.query("SELECT 1", "Authorization", TOKEN).statusCode()).isEqualTo(200);
        assertThat(wire.query("SELECT 1", "x-api-key", TOKEN).statusCode()).isEqualTo(200);
    }

    @Test
    void a_token_can_be_tried() {
        var right = wire.get("/api/v1/auth/verify", "Authorization", "Bearer " + TOKEN);
        var wrong = wire.get("/api/v1/auth/verify", "Authorization", "Bearer wrong");
        var none = wire.get("/api/v1/auth/verify");

        assertThat(right.statusCode()).isEqualTo(200);
        assertThat(Wire.json(right).get("valid").asBoolean()).isTrue();
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(none.statusCode()).isEqualTo(401);
    }

    @Test
    void a_place_that_does_not_exist_is_404_and_not_500() {
        assertThat(wire.get("/no/such/place", "x-api-key", TOKEN).statusCode()).isEqualTo(404);
    }

    @Test
    void the_counters_count() {
        var body = Columns.of("m").with("time", NOON, NOON).bytes();
        wire.write(body, "x-api-key", TOKEN);

        var stats = Wire.json(wire.get("/api/v1/write/msgpack/stats", "x-api-key", TOKEN));

        assertThat(stats.at("/buffer/total_records_buffered").asInt()).isEqualTo(2);
        assertThat(stats.at("/buffer/total_records_written").asInt()).isEqualTo(2);
        assertThat(stats.at("/buffer/total_errors").asInt()).isZero();
    }

    @Test
    void the_token_is_not_in_the_configurations_text() {
        assertThat(ArcLocalConfig.in(directory).withToken(TOKEN).toString()).doesNotContain(TOKEN);
    }
}
