package dev.memtrace.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class NumberedLinesTest {
    private static NumberedLines lines(byte[] bytes) {
        return new NumberedLines(new ByteArrayInputStream(bytes));
    }

    @Test
    void blank_lines_are_counted_and_passed_over() throws IOException {
        var lines = lines("one\n\n \r\nfour".getBytes(UTF_8));

        assertThat(lines.next()).contains(new NumberedLines.Line(1, "one", true));
        assertThat(lines.next()).contains(new NumberedLines.Line(4, "four", true));
        assertThat(lines.next()).isEmpty();
        assertThat(lines.count()).isEqualTo(4);
        assertThat(lines.read()).isEqualTo("one\n\n \r\nfour".length());
    }

    @Test
    void a_line_that_is_not_utf_8_is_told_apart_and_its_neighbours_are_whole() throws IOException {
        var lines = lines("ok\nbad \u00ff\nok \u00e4".getBytes(ISO_8859_1));

        assertThat(lines.next()).contains(new NumberedLines.Line(1, "ok", true));
        assertThat(lines.next()).contains(new NumberedLines.Line(2, "", false));
        assertThat(lines.next()).contains(new NumberedLines.Line(3, "", false));
        assertThat(lines("\u00e4\u20ac\ud83d\ude00".getBytes(UTF_8)).next())
                .contains(new NumberedLines.Line(1, "\u00e4\u20ac\ud83d\ude00", true));
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_first_line() throws IOException {
        assertThat(lines("\ufeff{}\n\ufeff{}".getBytes(UTF_8)).next())
                .contains(new NumberedLines.Line(1, "{}", true));
    }

    @Test
    void skipped_lines_are_counted() throws IOException {
        var lines = lines("a\n\nc\n".getBytes(UTF_8));
        lines.skip(2);

        assertThat(lines.next()).contains(new NumberedLines.Line(3, "c", true));
        lines.skip(9);
        assertThat(lines.count()).isEqualTo(3);
    }
}
