package dev.memtrace.arclocal;

import java.time.Duration;

/**
 * Keeps the questions and the commits of one database apart. In DuckDB 1.5, and seldom in 2.0, a
 * question for the newest rows may find none of them while a commit adds a row group: it leaves out
 * row groups by statistics that are not there yet. Commits take milliseconds; so that questions
 * that follow each other do not keep one waiting for ever, it is let in before those that came
 * after it, in the end. Thread-safe.
 */
final class CommitGate {
    /** After so long, new questions wait for the commit and not it for them. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private int questions;
    private boolean isCommitting;
    private boolean isUrgent;

    /** May be closed by any thread, once. */
    interface Pass extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits while a commit is under way.
     *
     * @throws ArcFailure 503, if it is interrupted
     */
    synchronized Pass question() {
        try {
            while (isCommitting || isUrgent) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ArcFailure(503, "Query was interrupted by shutdown", e);
        }
        questions++;
        return this::endQuestion;
    }

    private synchronized void endQuestion() {
        questions--;
        notifyAll();
    }

    /** Waits until no question is under way, without regard to interrupts. One at a time. */
    synchronized Pass commit() {
        boolean isInterrupted = false;
        long begun = System.nanoTime();
        while (questions > 0) {
            long left = PATIENCE.toMillis() - (System.nanoTime() - begun) / 1_000_000;
            isUrgent = left <= 0;
            try {
                wait(isUrgent ? 0 : left);
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        isUrgent = false;
        isCommitting = true;
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        return this::endCommit;
    }

    private synchronized void endCommit() {
        isCommitting = false;
        notifyAll();
    }
}
