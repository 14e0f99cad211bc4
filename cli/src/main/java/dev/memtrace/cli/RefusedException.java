package dev.memtrace.cli;

/** The registrar refused a wish. */
final class RefusedException extends CommandFailedException {
    private static final long serialVersionUID = 1L;

    private final boolean isConflict;

    RefusedException(String message, boolean isConflict) {
        super(message);
        this.isConflict = isConflict;
    }

    /** Whether it went against what is there. */
    boolean isConflict() {
        return isConflict;
    }
}
