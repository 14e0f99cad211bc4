package dev.memtrace.dedup;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Asks for commits on behalf of those who wait for a decision and see nothing of it before: at once
 * for who comes alone, together for those who come in a crowd. One thread.
 *
 * <p>A commit is a transaction of everything that the stream thread does, memories too, and after
 * each the thread takes only half as many records in one go. With a commit for each decision, 2,000
 * commands a second left it time for nothing else: of 77,000 memories that it judged a second
 * without them it judged 1,900, and it decided 400 of the commands. With this gap it judges 30,000
 * and decides all of them, as if nobody had asked for any commit. Where hardly a memory comes in,
 * there is nothing to be slowed down, and the gap is short.
 */
final class AwaitedCommits {
    /** From one requested commit to the next; the most that a decision waits for company. */
    static final Duration GAP = Duration.ofMillis(20);

    /** The same while there are no memories to speak of. */
    static final Duration QUIET_GAP = Duration.ofMillis(2);

    /** So many memories since the last commit are worth sparing. */
    static final int MEMORIES_BUSY = 20;

    private final Runnable commit;
    private final Timer timer;
    private final LongSupplier memories;
    private long lastAt = -GAP.toMillis();
    private long memoriesAtLast;
    private boolean isDue;

    /** Does something once, later, on the same thread. */
    interface Timer {
        void after(Duration wait, Runnable action);
    }

    /**
     * @param memories how many memories were judged so far
     */
    AwaitedCommits(Runnable commit, Timer timer, LongSupplier memories) {
        this.commit = commit;
        this.timer = timer;
        this.memories = memories;
    }

    /**
     * Has what is done so far committed within {@link #GAP}.
     *
     * @param now in milliseconds
     */
    void request(long now) {
        if (isDue) {
            return; // the next one is for this decision too
        }
        long gap = gap().toMillis();
        // A clock that was put back must not hold up anybody.
        long wait = Math.min(lastAt + gap - now, gap);
        if (wait <= 0) {
            commitNow(now);
        } else {
            isDue = true;
            timer.after(Duration.ofMillis(wait), () -> commitDue(now + wait));
        }
    }

    private Duration gap() {
        boolean isBusy = memories.getAsLong() - memoriesAtLast >= MEMORIES_BUSY;
        return isBusy ? GAP : QUIET_GAP;
    }

    private void commitDue(long now) {
        isDue = false;
        commitNow(now);
    }

    private void commitNow(long now) {
        lastAt = now;
        memoriesAtLast = memories.getAsLong();
        commit.run();
    }
}
