package dev.memtrace.cli;

import java.util.List;

/**
 * What became of one request.
 *
 * @param errors what is wrong with which memory of the request; if there are any, nothing was
 *     written
 */
record BatchOutcome(
        long accepted, long duplicates, long undecided, String lastAccepted, List<Refusal> errors) {
    /** One memory's problem. */
    record Refusal(int index, String message) {}

    static BatchOutcome refused(List<Refusal> errors) {
        return new BatchOutcome(0, 0, 0, "", List.copyOf(errors));
    }
}
