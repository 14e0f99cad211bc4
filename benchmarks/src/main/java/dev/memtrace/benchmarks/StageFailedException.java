package dev.memtrace.benchmarks;

/** A stage gave no figure; the others are run all the same. */
final class StageFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StageFailedException(String message) {
        super(message);
    }

    StageFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
