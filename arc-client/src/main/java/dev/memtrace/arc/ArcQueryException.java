package dev.memtrace.arc;

/** Arc cannot run this query, now or later. */
public final class ArcQueryException extends ArcException {
    private static final long serialVersionUID = 1L;

    private final boolean isMissingColumn;

    public ArcQueryException(String message, boolean isMissingColumn) {
        super(message, null);
        this.isMissingColumn = isMissingColumn;
    }

    /**
     * Whether the query names a column that no file has: true of ours in a measurement that the
     * original wrote.
     */
    public boolean isMissingColumn() {
        return isMissingColumn;
    }
}
