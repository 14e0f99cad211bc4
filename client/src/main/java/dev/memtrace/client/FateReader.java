package dev.memtrace.client;

/** Reads the answer of {@code GET /api/v1/memories/{id}/status}. */
final class FateReader {
    private FateReader() {}

    static Fate read(Fields fields) {
        var id = fields.text("id");
        var status = fields.text("status");
        return switch (status) {
            case "pending" -> new Fate.Pending(id);
            case "accepted" -> new Fate.Accepted(id);
            case "stored" -> new Fate.Stored(id);
            case "duplicate" ->
                    new Fate.Duplicate(
                            id, fields.text("duplicate_of"), fields.flag("same_content"));
            case "rejected" -> new Fate.Rejected(id, fields.text("reason"));
            case "refused" -> new Fate.Refused(id, fields.text("reason"));
            case "unknown" -> new Fate.Unknown(id);
            default ->
                    throw new AnswerNotUnderstoodException(
                            fields.call() + ": this client does not know the status " + status);
        };
    }
}
