package dev.memtrace.client;

/** The server failed in a way that it did not foresee; its log has the reason. */
public final class ServerErrorException extends MemtraceException {
    private final int status;

    ServerErrorException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The status of the answer, such as 500. */
    public int status() {
        return status;
    }
}
