package dev.memtrace.core.rejected;

/** What the rejected topic holds at one offset. */
public sealed interface RejectedEntry {
    /** Where on the topic's only partition. */
    long offset();

    /** A record that some service did not take. */
    record Kept(Rejected rejected) implements RejectedEntry {
        @Override
        public long offset() {
            return rejected.offset();
        }
    }

    /** Says what was replayed. */
    record Mark(long offset, Replayed replayed) implements RejectedEntry {}

    /** A mark that this version cannot read: something was replayed, but who knows what. */
    record UnreadableMark(long offset) implements RejectedEntry {}
}
