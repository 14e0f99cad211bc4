package dev.memtrace.arclocal;

/** DuckDB refused or failed; the message is DuckDB's own, as Arc passes it on. */
final class EngineException extends RuntimeException {
    /** What the driver puts before the error proper when a statement fails while it is bound. */
    private static final String PREAMBLE = "\nError: ";

    EngineException(Throwable cause) {
        super(withoutPreamble(String.valueOf(cause.getMessage())), cause);
    }

    private static String withoutPreamble(String message) {
        var start = message.indexOf(PREAMBLE);
        return start < 0 ? message : message.substring(start + PREAMBLE.length());
    }
}
