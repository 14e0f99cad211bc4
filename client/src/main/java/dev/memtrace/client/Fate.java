package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

/** What became of a memory, as the server knows it now. */
public sealed interface Fate {
    /** The memory's id. */
    String id();

    /** It is durable, and not judged yet. */
    record Pending(String id) implements Fate {
        /** Not {@code null}. */
        public Pending {
            requireNonNull(id, "id");
        }
    }

    /** It is new, and in the log; every read has it. */
    record Accepted(String id) implements Fate {
        /** Not {@code null}. */
        public Accepted {
            requireNonNull(id, "id");
        }
    }

    /** It is new, and proven to be in the store. */
    record Stored(String id) implements Fate {
        /** Not {@code null}. */
        public Stored {
            requireNonNull(id, "id");
        }
    }

    /**
     * It is not kept. The server remembers that for as long as the dedup window, and only of
     * memories whose writer was not told so at once.
     *
     * @param duplicateOf the id of the memory that is kept
     * @param sameContent false if only the keys are equal
     */
    record Duplicate(String id, String duplicateOf, boolean sameContent) implements Fate {
        /** Not {@code null}. */
        public Duplicate {
            requireNonNull(id, "id");
            requireNonNull(duplicateOf, "duplicateOf");
        }
    }

    /** It could not be judged; an operator can have it judged again. */
    record Rejected(String id, String reason) implements Fate {
        /** Not {@code null}. */
        public Rejected {
            requireNonNull(id, "id");
            requireNonNull(reason, "reason");
        }
    }

    /**
     * It was accepted, and the org's store does not take it; an operator can have it written again.
     */
    record Refused(String id, String reason) implements Fate {
        /** Not {@code null}. */
        public Refused {
            requireNonNull(id, "id");
            requireNonNull(reason, "reason");
        }
    }

    /** None of these, or too long ago. */
    record Unknown(String id) implements Fate {
        /** Not {@code null}. */
        public Unknown {
            requireNonNull(id, "id");
        }
    }
}
