package dev.memtrace.arc;

/** Arc will never answer this question: it, or the binding, is wrong. */
public final class ArcQueryException extends ArcException {
    private final boolean isMissingColumn;

    public ArcQueryException(String message, boolean isMissingColumn) {
        super(message);
        this.isMissingColumn = isMissingColumn;
    }

    /**
     * Whether no file that Arc looked at has one of the columns: rows of the original lack ours,
     * and an older range may lack newer ones.
     */
    public boolean isMissingColumn() {
        return isMissingColumn;
    }
}
