package dev.memtrace.arc;

/** What Arc said to a write. Reasons never repeat what was written. */
public sealed interface WriteOutcome {
    /** The rows are in Arc's memory. */
    record Accepted() implements WriteOutcome {}

    /** No answer, or one that may be another next time. The rows may be stored all the same. */
    record TryLater(String reason) implements WriteOutcome {}

    /** Arc will never take these rows as they are, or not from us. */
    record Refused(String reason) implements WriteOutcome {}
}
