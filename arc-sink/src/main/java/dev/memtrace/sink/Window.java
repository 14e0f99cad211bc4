package dev.memtrace.sink;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What an org's Arc has taken and we have not counted yet, in the order in which it was sent. It is
 * counted in that order, too: so what is counted of a partition is always all that lies before some
 * offset. Loop thread only.
 */
final class Window {
    private final Deque<Sent> sent = new ArrayDeque<>();

    boolean isEmpty() {
        return sent.isEmpty();
    }

    /**
     * Arc has taken it.
     *
     * @return what may be committed now: refusals whose neighbours are all proven
     */
    List<Refusal> add(Sent taken) {
        sent.add(taken);
        return settle();
    }

    /** What Arc should be able to show by now, so long after it was sent. */
    List<Sent> ripe(Duration horizon, Instant now) {
        var ripe = new ArrayList<Sent>();
        for (var one : sent) {
            if (one.at().plus(horizon).isAfter(now)) {
                break;
            }
            ripe.add(one);
        }
        return ripe;
    }

    /**
     * Arc has shown these, which were the first.
     *
     * @return what may be committed now
     */
    List<Refusal> proved(List<Sent> ripe) {
        ripe.forEach(_ -> sent.removeFirst());
        ripe.reversed().forEach(one -> sent.addFirst(one.asProven()));
        return settle();
    }

    private List<Refusal> settle() {
        var refusals = new ArrayList<Refusal>();
        while (!sent.isEmpty() && sent.peekFirst().isProven()) {
            var proven = sent.removeFirst();
            for (var span : proven.spans()) {
                if (!span.track().isGone()) {
                    span.track().proved(span);
                }
            }
            proven.refusals().stream().filter(it -> !isGone(it, proven)).forEach(refusals::add);
        }
        return refusals;
    }

    private static boolean isGone(Refusal refusal, Sent proven) {
        return proven.spans().stream()
                .anyMatch(
                        span ->
                                span.track().isGone()
                                        && span.track().partition().equals(refusal.partition()));
    }

    /** The first part of this track that is not counted. */
    Optional<Sent.Span> firstOf(Track track) {
        return sent.stream()
                .flatMap(one -> one.spans().stream())
                .filter(span -> span.track() == track)
                .findFirst();
    }

    /** Before this offset, rows of the track may be in Arc: they were sent. */
    long sentEnd(Track track) {
        return sent.stream()
                .flatMap(one -> one.spans().stream())
                .filter(span -> span.track() == track)
                .mapToLong(Sent.Span::end)
                .max()
                .orElse(0);
    }

    void clear() {
        sent.clear();
    }
}
