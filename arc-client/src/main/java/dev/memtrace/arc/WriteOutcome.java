package dev.memtrace.arc;

/** What became of one attempt to write. */
public sealed interface WriteOutcome {

    /** Arc answered 204: the rows are in its memory. */
    record Accepted() implements WriteOutcome {}

    /**
     * The same bytes may be accepted later.
     *
     * @param mayBeStored whether Arc may have taken them all the same; if not, it has said that it
     *     did not, or was never reached
     */
    record TryLater(String reason, boolean mayBeStored) implements WriteOutcome {}

    /**
     * The same bytes will never be accepted.
     *
     * @param memoriesFault whether a smaller or another batch may be; if not, it is the binding or
     *     Arc itself that is wrong
     */
    record Refused(String reason, boolean memoriesFault) implements WriteOutcome {}
}
