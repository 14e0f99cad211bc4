package dev.memtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.Optional;

/** The lines of a file with their numbers, from 1; blank ones are passed over but counted. */
final class NumberedLines implements AutoCloseable {
    private final BufferedReader reader;
    private long number;
    private long bytes;

    /** One line. */
    record Line(long number, String text) {}

    NumberedLines(InputStream in) {
        this.reader = new BufferedReader(new InputStreamReader(in, UTF_8), 1 << 16);
    }

    /** The next line that is not blank; empty at the end. */
    Optional<Line> next() throws IOException {
        for (var text = reader.readLine(); text != null; text = reader.readLine()) {
            number++;
            bytes += text.length() + 1L;
            if (!text.isBlank()) {
                return Optional.of(new Line(number, text));
            }
        }
        return Optional.empty();
    }

    void skip(long lines) throws IOException {
        while (number < lines) {
            var text = reader.readLine();
            if (text == null) {
                return;
            }
            number++;
            bytes += text.length() + 1L;
        }
    }

    /** Lines read so far. */
    long count() {
        return number;
    }

    /** Characters read so far, which is near enough to bytes for a progress bar. */
    long read() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
