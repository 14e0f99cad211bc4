package dev.memtrace.arclocal;

/** A request that ends with a status and a reason in Arc's words. */
final class ArcFailure extends RuntimeException {
    private static final String BAD_PAYLOAD = "Invalid MessagePack payload: ";

    private final int status;

    ArcFailure(int status, String message) {
        super(message);
        this.status = status;
    }

    ArcFailure(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** The payload itself is wrong; sending it again cannot help. */
    static ArcFailure badPayload(String reason) {
        return new ArcFailure(400, BAD_PAYLOAD + reason);
    }

    /** A value does not fit its column. Arc answers 500 for this although it is permanent. */
    static ArcFailure unconvertible(String reason) {
        return new ArcFailure(500, "Failed to write records: failed to convert columns: " + reason);
    }

    /** The disk is full. Worth another try, unlike {@link #unconvertible}. */
    static ArcFailure diskFull() {
        return new ArcFailure(
                500, "Failed to write records: failed to flush buffer: no space left on device");
    }

    /** Inside an array, Arc logs what it cannot decode and answers as if it were not there. */
    boolean isDroppedInArrays() {
        return getMessage().startsWith(BAD_PAYLOAD);
    }

    int status() {
        return status;
    }
}
