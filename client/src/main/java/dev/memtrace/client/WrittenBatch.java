package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What became of a batch, all of which is durable: each memory of the request is in one of the
 * lists.
 *
 * @param accepted the new ones, in the order of the request
 * @param duplicates those that are not kept
 * @param pending those whose verdict is to come; {@link Memories#awaitFate} waits for it
 * @param mayBeOwnRepeat whether the call was tried more than once and an earlier try may have got
 *     through, so that duplicates may be of these very memories
 */
public record WrittenBatch(
        List<Memory> accepted,
        List<Duplicate> duplicates,
        List<Pending> pending,
        boolean mayBeOwnRepeat) {
    /**
     * A memory that is not kept.
     *
     * @param index its place in the request, from 0
     * @param id what it would have been called; nothing is found under it
     * @param duplicateOf the id of the memory that is kept
     * @param sameContent false if only the keys are equal: a conflict of keys, no repeat
     */
    public record Duplicate(int index, String id, String duplicateOf, boolean sameContent) {
        /** Not {@code null}. */
        public Duplicate {
            requireNonNull(id, "id");
            requireNonNull(duplicateOf, "duplicateOf");
        }

        private static Duplicate of(Fields fields) {
            return new Duplicate(
                    fields.index("index"),
                    fields.text("id"),
                    fields.text("duplicate_of"),
                    fields.flag("same_content"));
        }
    }

    /**
     * A memory whose verdict is to come.
     *
     * @param index its place in the request, from 0
     * @param id under which it is found, if it turns out to be new
     */
    public record Pending(int index, String id) {
        /** Not {@code null}. */
        public Pending {
            requireNonNull(id, "id");
        }

        private static Pending of(Fields fields) {
            return new Pending(fields.index("index"), fields.text("id"));
        }
    }

    /** Copies the lists. */
    public WrittenBatch {
        accepted = List.copyOf(accepted);
        duplicates = List.copyOf(duplicates);
        pending = List.copyOf(pending);
    }

    static WrittenBatch of(Fields fields, boolean hasPending, boolean mayBeOwnRepeat) {
        return new WrittenBatch(
                fields.objects("memories", Memory::of),
                fields.objects("duplicates", Duplicate::of),
                hasPending ? fields.objects("pending", Pending::of) : List.of(),
                mayBeOwnRepeat);
    }
}
