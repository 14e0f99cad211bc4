package dev.memtrace.sink;

import dev.memtrace.core.memory.OrgId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/**
 * The way of one org's memories to its Arc: what waits, what is under way, and what Arc has taken
 * and not shown yet; see {@link LaneState}. Loop thread only.
 */
final class OrgLane {
    /** The first rows after a failure: enough to tell whether it is over. */
    private static final int PROBE_ROWS = 200;

    private static final Duration LOOK_FOR_ARC_EVERY = Duration.ofMillis(500);

    private final OrgId org;
    private final LaneLimits limits;
    private final Space space;
    private final Map<TopicPartition, Track> tracks = new LinkedHashMap<>();

    private final Window window = new Window();

    private LaneState state = new LaneState.Idle();
    private int waitingRows;
    private long waitingBytes;
    private Instant waitingSince = Instant.EPOCH;

    /** In a row. */
    private int failures;

    private boolean isProbing;
    private String reason = "";
    private Instant lastSentAt = Instant.EPOCH;

    /** Before, what was sent may not be visible yet. */
    private Instant mayAskAt = Instant.EPOCH;

    /** Before, what was sent and is not there may still come out of a buffer. */
    private Instant mayResendAt = Instant.EPOCH;

    /** Until then, a predecessor may have written. */
    private Instant writtenUntil = Instant.EPOCH;

    /** How long its Arc may take to show what it has taken. */
    private Duration horizon = Duration.ZERO;

    private long bindingVersion = -1;

    /**
     * What bounds a lane.
     *
     * @param rowsMax of a batch
     * @param bytesMax of rows that wait
     */
    record LaneLimits(int rowsMax, long bytesMax) {}

    OrgLane(OrgId org, LaneLimits limits, Space space) {
        this.org = org;
        this.limits = limits;
        this.space = space;
    }

    OrgId org() {
        return org;
    }

    LaneState state() {
        return state;
    }

    Collection<Track> tracks() {
        return tracks.values();
    }

    Optional<Track> track(TopicPartition partition) {
        return Optional.ofNullable(tracks.get(partition));
    }

    /** A predecessor may have written of it until {@code assignedAt}. */
    void add(Track track, Instant assignedAt) {
        tracks.put(track.partition(), track);
        writtenUntil = latest(writtenUntil, assignedAt);
    }

    void lost(TopicPartition partition) {
        var track = tracks.remove(partition);
        if (track != null) {
            forgetWaiting(track);
            track.gone();
        }
    }

    /** Whether rows are welcome; if not, they are to be read again later. */
    boolean hasRoom() {
        return !(state instanceof LaneState.Resting)
                && waitingBytes < limits.bytesMax()
                && space.hasRoom();
    }

    void add(Track track, Row row, Instant now) {
        if (waitingRows == 0) {
            waitingSince = now;
        }
        track.add(row);
        waitingRows++;
        waitingBytes += row.bytes();
        space.take(row.bytes());
    }

    boolean isIdle() {
        return state instanceof LaneState.Idle;
    }

    /** Whether the last attempt failed. */
    boolean isProbing() {
        return isProbing;
    }

    boolean hasWaiting() {
        return waitingRows > 0;
    }

    /** Whether there is a batch to take now. */
    boolean isDue(int rowsDue, Duration dueAfter, Instant now) {
        return waitingRows > 0
                && (isProbing
                        || waitingRows >= rowsDue
                        || !waitingSince.plus(dueAfter).isAfter(now));
    }

    /**
     * Takes what waits, as much as goes into a batch; nothing if it has to wait for the horizon.
     */
    Optional<Batch> take(Instant now) {
        int rowsMax = isProbing ? PROBE_ROWS : limits.rowsMax();
        var settledAt = writtenUntil.plus(horizon);
        boolean mayAsk = !latest(mayAskAt, settledAt).isAfter(now);
        var parts = new ArrayList<Batch.Part>();
        for (var track : tracks.values()) {
            var first = track.waiting().peekFirst();
            if (first == null || (first.offset() < track.askBefore() && !mayAsk)) {
                continue;
            }
            var rows = new ArrayList<Row>();
            while (rowsMax > 0 && !track.waiting().isEmpty()) {
                var row = track.waiting().pollFirst();
                rows.add(row);
                forget(row);
                rowsMax--;
            }
            if (!rows.isEmpty()) {
                parts.add(new Batch.Part(track, rows, track.askBefore()));
            }
        }
        waitingSince = now;
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(new Batch(parts, !latest(mayResendAt, settledAt).isAfter(now)));
    }

    private void forget(Row row) {
        waitingRows--;
        waitingBytes -= row.bytes();
        space.free(row.bytes());
    }

    private void forgetWaiting(Track track) {
        track.waiting().forEach(this::forget);
        track.clear();
    }

    /** What Arc should be able to show by now; empty if there is nothing. */
    List<Sent> ripe(Instant now) {
        return window.ripe(horizon, now);
    }

    void delivering(Batch batch) {
        state = new LaneState.Delivering(batch);
    }

    void proving(List<Sent> ripe) {
        state = new LaneState.Proving(ripe);
    }

    /**
     * Arc has taken the batch that was under way.
     *
     * @return refusals to commit now
     */
    List<Refusal> taken(Sent sent) {
        isProbing = false;
        if (!sent.isProven()) {
            sentAt(sent.at());
        } else {
            succeeded();
        }
        state = new LaneState.Idle();
        return window.add(sent);
    }

    /**
     * Arc shows all that it was asked for.
     *
     * @return refusals to commit now
     */
    List<Refusal> allThere(List<Sent> ripe) {
        succeeded();
        state = new LaneState.Idle();
        return window.proved(ripe);
    }

    private void succeeded() {
        failures = 0;
        reason = "";
    }

    private void sentAt(Instant now) {
        lastSentAt = latest(lastSentAt, now);
    }

    /** Rows are missing: they are read again when they may be written again. */
    void missing(Answer.Missing missing, Instant now) {
        mayResendAt = latest(missing.mayResendAt(), lastSentAt.plus(horizon));
        rewind(missing.rows() + " rows that Arc took are not there", mayResendAt, now);
    }

    /** Rows that were written may still be in Arc's buffer; they are asked for again later. */
    void tooEarly(Instant now) {
        rewind("rows that Arc may have taken are not there yet", mayResendAt, now);
    }

    /** An attempt has failed. */
    void failed(Answer.Trouble trouble, Instant now) {
        if (trouble.mayBeStored() && state instanceof LaneState.Delivering) {
            sentAt(now);
        }
        if (trouble.mayBeStored() || !window.isEmpty()) {
            var emptied = lastSentAt.plus(horizon.multipliedBy(ArcWork.HORIZONS_TO_RESEND));
            mayResendAt = latest(mayResendAt, emptied);
        }
        isProbing = !trouble.isRefusal();
        rewind(trouble.reason(), now, now);
    }

    /** What is not proven is to be read again; nothing is tried before {@code restsUntil}. */
    private void rewind(String why, Instant restsUntil, Instant now) {
        failures++;
        mayAskAt = latest(mayAskAt, lastSentAt.plus(horizon));
        var until = latest(restsUntil, now.plus(Backoffs.pause(failures)));
        close(why, latest(until, mayAskAt));
    }

    /** The org has no Arc now. */
    void unbound(Instant now) {
        close("the org has no Arc", now.plus(LOOK_FOR_ARC_EVERY));
    }

    /** The org has this Arc now; what is known of another one does not count. */
    void bound(
            long version,
            Duration itsHorizon,
            Function<TopicPartition, Long> handled,
            Instant now) {
        horizon = itsHorizon;
        if (bindingVersion == version) {
            return;
        }
        if (bindingVersion >= 0) {
            tracks.values().forEach(track -> track.askBefore(handled.apply(track.partition())));
            // Whatever is in another one's buffer does not come out of this one.
            mayAskAt = now;
            mayResendAt = now;
            lastSentAt = Instant.EPOCH;
            close("the org is bound anew", now);
        }
        bindingVersion = version;
    }

    /** Whether a call is under way. */
    boolean isBusy() {
        return state instanceof LaneState.Delivering || state instanceof LaneState.Proving;
    }

    /** Has everything of the track from {@code offset} on proven once more. */
    void reprove(Track track, long offset, long handled, Instant now) {
        mayAskAt = latest(mayAskAt, lastSentAt.plus(horizon));
        long low =
                first(track)
                        .map(First::offset)
                        .orElseGet(() -> track.isLive() ? handled : track.position());
        close("proven once more on request", latest(now, mayAskAt));
        track.askBefore(handled);
        track.leaveBehind(Math.min(offset, low), -1);
    }

    /** Everything that is not proven is to be read again, and nothing is tried before. */
    private void close(String why, Instant until) {
        reason = why;
        for (var track : tracks.values()) {
            first(track)
                    .ifPresent(
                            first -> {
                                track.askBefore(sentEnd(track));
                                track.leaveBehind(first.offset(), first.millis());
                            });
            forgetWaiting(track);
        }
        window.clear();
        state = new LaneState.Resting(until);
    }

    /** The rest is over, if it is. */
    void wakeUp(Instant now) {
        if (state instanceof LaneState.Resting(var until) && !until.isAfter(now)) {
            state = new LaneState.Idle();
        }
    }

    /** A memory that is not proven, by its offset, and when the broker took it. */
    record First(long offset, long millis) {}

    /** The first one of the track that is under way or waits. */
    Optional<First> first(Track track) {
        var span = window.firstOf(track);
        if (span.isPresent()) {
            return span.map(it -> new First(it.first(), it.oldestMillis()));
        }
        if (state instanceof LaneState.Delivering(var batch)) {
            var row = batch.first(track);
            if (row.isPresent()) {
                return row.map(it -> new First(it.offset(), it.timestampMillis()));
            }
        }
        return Optional.ofNullable(track.waiting().peekFirst())
                .map(it -> new First(it.offset(), it.timestampMillis()));
    }

    private long sentEnd(Track track) {
        return state instanceof LaneState.Delivering(var batch)
                ? Math.max(window.sentEnd(track), batch.end(track))
                : window.sentEnd(track);
    }

    /** What Arc is being asked for. */
    List<Sent> underProof() {
        return ((LaneState.Proving) state).ripe();
    }

    /** Whether anything is to be done at its Arc, now or later. */
    boolean hasWork() {
        return waitingRows > 0
                || !window.isEmpty()
                || tracks.values().stream().anyMatch(track -> !track.isLive());
    }

    /** Why it is closed; empty if nothing is wrong. */
    String reason() {
        return reason;
    }

    /** Whether there is nothing to do for it, and nothing to commit. */
    boolean isQuiet() {
        return isIdle()
                && waitingRows == 0
                && window.isEmpty()
                && tracks.values().stream().allMatch(Track::isQuiet);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
