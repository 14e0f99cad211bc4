package dev.memtrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.testkit.Chance;
import dev.memtrace.testkit.Seeds;
import java.text.BreakIterator;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class OneLineTest {
    @Test
    void every_kind_of_gap_becomes_one_space() {
        assertThat(
                        OneLine.folded(
                                "\n\t a \r\n\u0085\u2028\u2029\u00a0\u3000b\u0000\u001b[1m\u007f "))
                .isEqualTo("a b [1m");
        assertThat(OneLine.folded(" \n ")).isEmpty();
    }

    @Test
    void a_short_line_stays_as_it_is() {
        assertThat(OneLine.cut("abc", 3)).isEqualTo("abc");
        assertThat(OneLine.cut("abcd", 3)).isEqualTo("ab…");
        assertThat(OneLine.cut("a bcd", 3)).isEqualTo("a…");
    }

    @Test
    void a_character_is_never_split() {
        var family = "👩‍👩‍👧‍👦";
        assertThat(OneLine.cut("ab" + family + "cd", 8)).isEqualTo("ab…");
        assertThat(OneLine.cut("ab🙂cd", 4)).isEqualTo("ab…");
        assertThat(OneLine.cut("abe\u0301cd", 4)).isEqualTo("ab…");
        assertThat(OneLine.cut("🇪🇺🇪🇺🇪🇺", 7)).isEqualTo("🇪🇺…");
    }

    @Test
    void a_character_without_end_is_cut_by_force() {
        var endless = "a" + "\u0301".repeat(1_000);

        assertThat(OneLine.cut(endless, 300)).hasSize(300).endsWith("\u0301…");
    }

    @Test
    void whatever_is_cut_is_one_line_of_whole_characters() {
        Seeds.forEach(
                2_000,
                chance -> {
                    var line = OneLine.folded(chance.nastyText(600));
                    int max = chance.within(24, 300);
                    var cut = OneLine.cut(line, max);

                    assertThat(cut.length()).isLessThanOrEqualTo(max);
                    assertThat(cut.codePoints().filter(OneLineTest::breaksLines).count()).isZero();
                    if (!cut.equals(line)) {
                        assertIsPrefixOfWholeCharacters(cut, line);
                    }
                });
    }

    private static boolean breaksLines(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    private static void assertIsPrefixOfWholeCharacters(String cut, String line) {
        var kept = cut.substring(0, cut.length() - 1);
        assertThat(cut).endsWith("…");
        assertThat(line).startsWith(kept);
        var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(line);
        assertThat(characters.isBoundary(kept.length())).isTrue();
    }

    @Test
    void folding_twice_changes_nothing_more() {
        Seeds.forEach(
                500,
                (Chance chance) -> {
                    var once = OneLine.folded(chance.nastyText(300));
                    assertThat(OneLine.folded(once)).isEqualTo(once);
                });
    }
}
