package dev.memtrace.sink;

import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A batch whose rows are opened, and what becomes of them. Used once, by one thread. */
final class OpenedBatch {
    private final List<Part> parts = new ArrayList<>();

    /** Those that nobody can read, or that Arc refuses, with the reasons. */
    private final Map<Row, String> refused = new LinkedHashMap<>();

    /** A row and the memory in it. */
    record OpenedRow(Row row, Memory memory) {}

    /**
     * The rows of one partition.
     *
     * @param rows those that can be read
     * @param asked those of them that may be in Arc already
     */
    record Part(Track track, List<Row> all, List<OpenedRow> rows, List<OpenedRow> asked) {}

    static OpenedBatch of(Batch batch) {
        var opened = new OpenedBatch();
        for (var part : batch.parts()) {
            var rows = new ArrayList<OpenedRow>(part.rows().size());
            for (var row : part.rows()) {
                try {
                    rows.add(new OpenedRow(row, row.memory()));
                } catch (UndecodableException e) {
                    opened.refused.put(row, e.getMessage());
                }
            }
            var asked = rows.stream().filter(it -> it.row().offset() < part.askBefore()).toList();
            opened.parts.add(new Part(part.track(), part.rows(), rows, asked));
        }
        return opened;
    }

    List<Part> parts() {
        return parts;
    }

    int countAsked() {
        return parts.stream().mapToInt(part -> part.asked().size()).sum();
    }

    /** All rows but those that Arc was found to have. */
    List<OpenedRow> without(FoundRows found) {
        return parts.stream()
                .flatMap(
                        part ->
                                part.rows().stream()
                                        .filter(it -> !found.has(part.track(), it.row().offset())))
                .toList();
    }

    /** One of the rows that Arc was found to have. */
    Optional<OpenedRow> firstOf(FoundRows found) {
        return parts.stream()
                .flatMap(
                        part ->
                                part.asked().stream()
                                        .filter(it -> found.has(part.track(), it.row().offset())))
                .findFirst();
    }

    void refuse(Map<OpenedRow, String> some) {
        some.forEach((opened, reason) -> refused.put(opened.row(), reason));
    }

    /** From the earliest to the latest. */
    static StoredRows.Times times(List<OpenedRow> rows) {
        var from = Instant.MAX;
        var to = Instant.MIN;
        for (var row : rows) {
            var time = row.memory().time();
            from = time.isBefore(from) ? time : from;
            to = time.isAfter(to) ? time : to;
        }
        return new StoredRows.Times(from, to);
    }

    /** What is to be looked for now, and what is to be counted then. */
    Sent sent(Instant at) {
        var spans = new ArrayList<Sent.Span>();
        var rows = new ArrayList<OpenedRow>();
        for (var part : parts) {
            spans.add(span(part));
            rows.addAll(part.rows());
        }
        var refusals = new ArrayList<Refusal>();
        refused.forEach((row, reason) -> refusals.add(Refusal.of(row, reason)));
        return new Sent(spans, times(rows), at, refusals, false);
    }

    private Sent.Span span(Part part) {
        var stored = part.rows().stream().filter(it -> !refused.containsKey(it.row())).toList();
        long replays = stored.stream().filter(it -> it.row().isReplay()).count();
        int newlyRefused =
                part.track()
                        .countNew(
                                part.all().stream()
                                        .filter(row -> refused.containsKey(row) && !row.isReplay())
                                        .toList());
        var first = part.all().getFirst();
        return new Sent.Span(
                part.track(),
                first.offset(),
                part.all().getLast().offset() + 1,
                stored.stream().mapToLong(it -> it.row().offset()).toArray(),
                part.track().countNew(stored.stream().map(OpenedRow::row).toList()),
                newlyRefused - (int) replays,
                first.timestampMillis());
    }
}
