package dev.memtrace.inbox;

/** A record is not as it must be; the message says what is right and quotes nothing. */
final class UnfitRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfitRecordException(String message) {
        super(message);
    }
}
