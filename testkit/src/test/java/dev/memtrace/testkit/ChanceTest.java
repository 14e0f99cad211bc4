package dev.memtrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChanceTest {
    private static final int CHARS_MAX = 500;

    @Test
    void the_same_seed_gives_the_same_values() {
        assertThat(values(new Chance(7))).isEqualTo(values(new Chance(7)));
        assertThat(values(new Chance(7))).isNotEqualTo(values(new Chance(8)));
    }

    @Test
    void nasty_text_survives_utf8_has_no_nul_and_keeps_the_limit() {
        Seeds.forEach(
                2_000,
                chance -> {
                    var text = chance.nastyText(CHARS_MAX);

                    assertThat(text).hasSizeLessThanOrEqualTo(CHARS_MAX).doesNotContain("\0");
                    assertThat(new String(text.getBytes(UTF_8), UTF_8)).isEqualTo(text);
                });
    }

    @Test
    void text_is_never_cut_inside_a_surrogate_pair() {
        assertThat(NastyText.cut(new StringBuilder("a\ud83d\ude00"), 2)).isEqualTo("a");
    }

    @Test
    void identifiers_are_short_and_plain() {
        Seeds.forEach(
                500, chance -> assertThat(chance.identifier()).matches("[a-z][a-z0-9_-]{0,30}"));
    }

    private static List<Object> values(Chance chance) {
        return List.of(
                chance.nastyText(CHARS_MAX),
                chance.identifier(),
                chance.within(1, 1_000_000),
                chance.oneOf(List.of("a", "b")));
    }
}
