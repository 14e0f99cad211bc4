package dev.memtrace.sink;

import java.time.Instant;
import java.util.List;

/**
 * What has become of a batch that Arc has taken. Its rows are forgotten: should some be missing,
 * they are read again from the log.
 *
 * @param times of its memories
 * @param at when Arc had answered
 * @param isProven whether nothing of it has to be looked for any more
 */
record Sent(
        List<Span> spans,
        StoredRows.Times times,
        Instant at,
        List<Refusal> refusals,
        boolean isProven) {

    /**
     * The part that is of one partition.
     *
     * @param first offset of its first row, whatever became of it
     * @param end offset behind its last row
     * @param offsets of the rows that Arc must have, ascending
     * @param proven how many are to be counted as proven then
     * @param refused how many are to be counted as refused
     * @param oldestMillis when the broker took the first of its rows
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Span(
            Track track,
            long first,
            long end,
            long[] offsets,
            int proven,
            int refused,
            long oldestMillis) {}

    Sent asProven() {
        return new Sent(spans, times, at, refusals, true);
    }
}
