package dev.memtrace.core.directory;

import java.time.Duration;
import java.time.Instant;

/**
 * What a follower knows of being in touch with the broker: silence may mean that nothing happens,
 * or that nobody is there, so now and then it asks where the topic ends. Whoever has come as far as
 * the end of last time had everything then. Changed by one thread, read by any.
 */
final class Contact {
    private static final Duration ASK_EVERY = Duration.ofSeconds(3);

    /** Who has not heard the broker for so long does not know what is going on. */
    private static final Duration FRESH_FOR = Duration.ofSeconds(15);

    private volatile Instant heardAt = Instant.EPOCH;
    private Instant inTouchAt = Instant.EPOCH;
    private Instant askedAt = Instant.EPOCH;
    private long endWhenAsked = Long.MAX_VALUE;

    /** Goes on from what was known before. */
    void resume(Instant lastInTouchAt) {
        inTouchAt = lastInTouchAt;
    }

    /** All is there that was there at {@code start}, when the topic ended at {@code end}. */
    void caughtUp(Instant start, long end) {
        inTouchAt = start;
        askedAt = start;
        endWhenAsked = end;
    }

    void heard(Instant now) {
        heardAt = now;
    }

    boolean isDue(Instant now) {
        return !askedAt.plus(ASK_EVERY).isAfter(now);
    }

    /**
     * The broker has said where the topic ends.
     *
     * @param next how far the follower has come
     */
    void asked(Instant now, long next, long end) {
        if (next >= endWhenAsked) {
            inTouchAt = askedAt;
        }
        endWhenAsked = end;
        askedAt = now;
        heardAt = now;
    }

    /** When everything was there for certain. */
    Instant inTouchAt() {
        return inTouchAt;
    }

    boolean isFresh(Instant now) {
        return heardAt.plus(FRESH_FOR).isAfter(now);
    }
}
