package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

/** What became of one memory that was written. Whichever it is, it is durable. */
public sealed interface Written {
    /** It is new, and in the next read. */
    record Accepted(Memory memory) implements Written {
        /** Not {@code null}. */
        public Accepted {
            requireNonNull(memory, "memory");
        }
    }

    /**
     * It is not kept, because another with the same dedup key was accepted before it within the
     * window.
     *
     * @param duplicateOf the id of the memory that is kept
     * @param sameContent false if only the keys are equal: a conflict of keys, no repeat
     * @param mayBeOwnRepeat whether the call was tried more than once and an earlier try may have
     *     got through, so that {@code duplicateOf} may be this very memory
     */
    record Duplicate(String duplicateOf, boolean sameContent, boolean mayBeOwnRepeat)
            implements Written {
        /** Not {@code null}. */
        public Duplicate {
            requireNonNull(duplicateOf, "duplicateOf");
        }
    }

    /**
     * Its verdict is to come; {@link Memories#awaitFate} waits for it.
     *
     * @param memory as it will be, if it turns out to be new
     */
    record Pending(Memory memory) implements Written {
        /** Not {@code null}. */
        public Pending {
            requireNonNull(memory, "memory");
        }
    }
}
