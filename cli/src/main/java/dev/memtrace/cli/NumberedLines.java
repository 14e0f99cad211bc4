package dev.memtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/** The lines of a file with their numbers, from 1; blank ones are passed over but counted. */
final class NumberedLines implements AutoCloseable {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long number;
    private long bytes;

    /**
     * One line.
     *
     * @param isUtf8 if not, the text is empty
     */
    record Line(long number, String text, boolean isUtf8) {}

    NumberedLines(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /** The next line that is not blank; empty at the end. */
    Optional<Line> next() throws IOException {
        while (readLine()) {
            var next = decoded();
            if (!next.isUtf8 || !next.text.isBlank()) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    void skip(long lines) throws IOException {
        while (number < lines && readLine()) {
            // Only counted.
        }
    }

    private boolean readLine() throws IOException {
        line.reset();
        int read = in.read();
        if (read < 0) {
            return false;
        }
        number++;
        while (read >= 0) {
            bytes++;
            if (read == '\n') {
                break;
            }
            line.write(read);
            read = in.read();
        }
        return true;
    }

    private Line decoded() {
        try {
            // A fresh decoder reports what is broken; a Reader would put in other characters.
            var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line.toByteArray())).toString();
            boolean isMarked = number == 1 && text.startsWith(BYTE_ORDER_MARK);
            return new Line(number, isMarked ? text.substring(1) : text, true);
        } catch (CharacterCodingException e) {
            return new Line(number, "", false);
        }
    }

    /** Lines read so far. */
    long count() {
        return number;
    }

    /** Bytes read so far. */
    long read() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
