package dev.memtrace.arc;

/** Arc did not answer, or not completely; it may next time. */
public final class ArcUnavailableException extends ArcException {
    private static final long serialVersionUID = 1L;

    public ArcUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
