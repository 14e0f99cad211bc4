package dev.memtrace.arc;

/** Arc cannot answer now; the same question may be answered later. */
public final class ArcUnavailableException extends ArcException {

    public ArcUnavailableException(String message) {
        super(message);
    }

    public ArcUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
