package dev.memtrace.arclocal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** When rows become readable and durable: at once, as an installation wants, or late, as Arc. */
public sealed interface Habits {

    /** Rows are on disk and readable before the write is answered. */
    record Immediate() implements Habits {}

    /**
     * A write is answered when its rows are in memory; they are stored, and seen, when the oldest
     * of them is {@code age} old, {@code rowsMax} of them wait, another column set arrives, or
     * someone asks for a flush.
     */
    record Buffered(Duration age, int rowsMax, Restart restart) implements Habits {
        public Buffered {
            requireNonNull(age, "age");
            requireNonNull(restart, "restart");
            if (!age.isPositive() || rowsMax < 1) {
                throw new IllegalArgumentException("age and rowsMax must be positive");
            }
        }

        /** Writes every batch down as well, and stores all of them again after a crash. */
        public Buffered replaying() {
            return new Buffered(age, rowsMax, Restart.REPLAYS_EVERYTHING);
        }
    }

    /** What a start after a crash finds of the rows that were answered before it. */
    enum Restart {
        /** As Arc without its log: what was not yet stored is gone. */
        LOSES_THE_BUFFER,
        /** As Arc with its log: nothing is gone, and what was already stored is there twice. */
        REPLAYS_EVERYTHING
    }

    static Habits immediate() {
        return new Immediate();
    }

    static Buffered buffered(Duration age, int rowsMax) {
        return new Buffered(age, rowsMax, Restart.LOSES_THE_BUFFER);
    }
}
