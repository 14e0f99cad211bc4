package dev.memtrace.cli;

/**
 * How an import stands.
 *
 * @param lines of the file that are dealt with
 * @param undecided durable, but their verdicts did not come in time
 * @param lastAccepted id of an accepted memory, by which a later run recognises the server; empty
 *     if there is none
 */
record ImportTally(
        long lines,
        long accepted,
        long duplicates,
        long undecided,
        long rejected,
        String lastAccepted) {
    static final ImportTally NOTHING = new ImportTally(0, 0, 0, 0, 0, "");

    ImportTally plus(BatchOutcome outcome, long lineReached) {
        return new ImportTally(
                lineReached,
                accepted + outcome.accepted(),
                duplicates + outcome.duplicates(),
                undecided + outcome.undecided(),
                rejected,
                outcome.lastAccepted().isEmpty() ? lastAccepted : outcome.lastAccepted());
    }

    ImportTally plusRejected(int more) {
        return new ImportTally(
                lines, accepted, duplicates, undecided, rejected + more, lastAccepted);
    }

    /** The summary line. */
    String summary() {
        return accepted
                + " accepted, "
                + duplicates
                + " duplicates, "
                + rejected
                + " rejected"
                + (undecided > 0 ? ", " + undecided + " undecided" : "");
    }
}
