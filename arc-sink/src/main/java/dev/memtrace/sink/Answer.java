package dev.memtrace.sink;

import java.time.Instant;

/** What came of a call to an org's Arc. */
sealed interface Answer {
    /** Arc has taken the batch, but for what it refuses for good. */
    record Taken(Sent sent) implements Answer {}

    /** Arc shows everything that it was asked for. */
    record AllThere() implements Answer {}

    /**
     * Rows that were taken are not there.
     *
     * @param mayResendAt when they can no longer come out of a buffer of Arc's
     */
    record Missing(int rows, Instant mayResendAt) implements Answer {}

    /** Rows that may have been taken are not there, and it is too early to write them again. */
    record TooEarly() implements Answer {}

    /**
     * It did not work.
     *
     * @param mayBeStored whether some of the rows may come to light in Arc later on
     * @param isRefusal whether Arc blames all rows that it was sent: then more of them tell whether
     *     it is right, else fewer will do for the next attempt
     */
    record Trouble(String reason, boolean mayBeStored, boolean isRefusal) implements Answer {}
}
