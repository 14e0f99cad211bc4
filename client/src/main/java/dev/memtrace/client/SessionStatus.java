package dev.memtrace.client;

/** Whether a registered session goes on. Memories may be written to either. */
public enum SessionStatus {
    /** It goes on. */
    ACTIVE("active"),
    /** It is over. */
    CLOSED("closed");

    private final String wire;

    SessionStatus(String wire) {
        this.wire = wire;
    }

    String wire() {
        return wire;
    }

    static SessionStatus of(Fields fields) {
        var text = fields.text("status");
        for (var status : values()) {
            if (status.wire.equals(text)) {
                return status;
            }
        }
        throw new AnswerNotUnderstoodException(
                fields.call() + ": this client does not know the status " + text);
    }
}
