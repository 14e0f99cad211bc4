package dev.memtrace.sink;

import dev.memtrace.core.wire.ServedAccount;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * One org's memories in one of our partitions: which of them wait here, how far they are proven,
 * and where the next one comes from. Loop thread only.
 *
 * <p>A track is <em>live</em> while the loop's own reading of the log feeds it; when rows cannot be
 * kept, it is left behind, and the {@link Rereader} feeds it from its position on until it is where
 * the loop is.
 */
final class Track {
    private final Lane lane;
    private final Deque<Row> waiting = new ArrayDeque<>();

    /** From where on it has to be read again; empty while it is live. */
    private OptionalLong position = OptionalLong.empty();

    /** What lies before may be in Arc without our knowing. */
    private long askBefore;

    private OptionalLong keptMark = OptionalLong.empty();
    private long proven;
    private long refused;
    private long through;
    private long behindSinceMillis = -1;
    private boolean isChanged;
    private boolean isGone;

    /**
     * @param kept what the last commit says of it
     * @param askBefore where the log ended when the partition became ours: a predecessor may have
     *     written what lies before
     */
    Track(Lane lane, ServedAccount kept, long askBefore) {
        this.lane = lane;
        this.proven = kept.proven();
        this.refused = kept.refused();
        this.through = kept.throughOffset();
        this.askBefore = askBefore;
    }

    Lane lane() {
        return lane;
    }

    TopicPartition partition() {
        return lane.partition();
    }

    boolean isLive() {
        return position.isEmpty();
    }

    /** From where on it has to be read again, if it is not live. */
    long position() {
        return position.getAsLong();
    }

    /**
     * It is to be read from this offset on, whatever the loop reads.
     *
     * @param millis when the broker took the memory there
     */
    void leaveBehind(long from, long millis) {
        position = OptionalLong.of(from);
        behindSinceMillis = millis;
        isChanged = true;
    }

    /** When the broker took the memory at its position, or an earlier one. */
    long behindSinceMillis() {
        return behindSinceMillis;
    }

    void readTo(long next) {
        position = OptionalLong.of(next);
    }

    /** It is where the loop is. */
    void goLive() {
        position = OptionalLong.empty();
        isChanged = true;
    }

    void add(Row row) {
        waiting.add(row);
    }

    Deque<Row> waiting() {
        return waiting;
    }

    /** Forgets the rows that wait; they are to be read again. */
    void clear() {
        waiting.clear();
    }

    long askBefore() {
        return askBefore;
    }

    void askBefore(long offset) {
        askBefore = Math.max(askBefore, offset);
    }

    /** What is in this span is proven or refused, and so is what lies before it. */
    void proved(Sent.Span span) {
        proven += span.proven();
        refused += span.refused();
        through = Math.max(through, span.end());
        isChanged = true;
    }

    /** Before it everything is proven or refused, and counted so. */
    long through() {
        return through;
    }

    /** How many of these are beyond what is counted. */
    int countNew(List<Row> rows) {
        return (int) rows.stream().filter(row -> row.offset() >= through).count();
    }

    /** The mark on the lanes topic. */
    OptionalLong keptMark() {
        return keptMark;
    }

    void kept(OptionalLong mark) {
        keptMark = mark;
    }

    /** Whether there is nothing to commit, and nothing to read again. */
    boolean isQuiet() {
        return isLive() && !isChanged && keptMark.isEmpty();
    }

    boolean isChanged() {
        return isChanged;
    }

    void committed() {
        isChanged = false;
    }

    /** What a commit says of it. */
    ServedAccount account(
            long logEpoch, long oldestUnprovenMillis, boolean isClosed, String reason) {
        return new ServedAccount(
                logEpoch, proven, refused, through, oldestUnprovenMillis, isClosed, reason);
    }

    boolean isGone() {
        return isGone;
    }

    /** The partition is another's now: what is still under way for it counts no more. */
    void gone() {
        isGone = true;
        waiting.clear();
    }
}
