package dev.memtrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.core.rejected.Rejected;
import dev.memtrace.core.service.Json;
import dev.memtrace.core.wire.RejectedHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What somebody has made of rejected records: lines of JSON, each with the {@code offset} of a
 * record and the {@code value} to be replayed in its place.
 */
final class Corrections {
    static final Corrections NONE = new Corrections(new TreeMap<>());

    private final SortedMap<Long, byte[]> values;

    private Corrections(SortedMap<Long, byte[]> values) {
        this.values = values;
    }

    /**
     * Reads them all, into memory.
     *
     * @throws CommandFailedException if the file cannot be read, or a line is none; no line is
     *     shown
     */
    static Corrections read(Path file) {
        var values = new TreeMap<Long, byte[]>();
        try (var lines = new NumberedLines(Files.newInputStream(file))) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                var entry = entry(line.get());
                if (values.put(entry.getKey(), entry.getValue()) != null) {
                    throw wrong(line.get(), "offset " + entry.getKey() + " is there twice");
                }
            }
        } catch (NoSuchFileException e) {
            throw new CommandFailedException("there is no file " + file);
        } catch (IOException e) {
            throw new CommandFailedException(file + " cannot be read: " + e.getMessage());
        }
        return new Corrections(values);
    }

    private static Map.Entry<Long, byte[]> entry(NumberedLines.Line line) {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(line.text());
        } catch (JsonProcessingException e) {
            throw wrong(line, "it is not JSON");
        }
        var offset = json.path("offset");
        if (!offset.isIntegralNumber() || !offset.canConvertToLong() || offset.asLong() < 0) {
            throw wrong(line, "offset must be a whole number, 0 or more");
        }
        var value = json.path("value");
        if (!value.isObject()) {
            throw wrong(line, "value must be an object, a create-request");
        }
        return Map.entry(offset.asLong(), Json.bytes(value));
    }

    private static CommandFailedException wrong(NumberedLines.Line line, String what) {
        return new CommandFailedException(
                "line "
                        + line.number()
                        + " of the corrections: "
                        + what
                        + "; nothing was replayed");
    }

    /** Of the records that are corrected. */
    SortedSet<Long> offsets() {
        return new TreeSet<>(values.keySet());
    }

    /**
     * The record as it is to be replayed.
     *
     * @throws CommandFailedException if it is to be corrected and cannot be
     */
    Rejected applyTo(Rejected rejected) {
        var value = values.get(rejected.offset());
        if (value == null) {
            return rejected;
        }
        if (!rejected.service().equals(RejectedHeaders.INBOX)) {
            throw new CommandFailedException(
                    "offset "
                            + rejected.offset()
                            + " cannot be corrected: only what came by an inbox has a value that"
                            + " people write; nothing was replayed");
        }
        return rejected.corrected(value);
    }
}
