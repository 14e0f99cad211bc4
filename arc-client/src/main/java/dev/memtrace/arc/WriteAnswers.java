package dev.memtrace.arc;

import dev.memtrace.arc.WriteOutcome.Accepted;
import dev.memtrace.arc.WriteOutcome.Refused;
import dev.memtrace.arc.WriteOutcome.TryLater;
import java.util.List;
import java.util.Optional;

/** What Arc's answer to a write means. */
final class WriteAnswers {
    /** What a 500 says when it is for good: a value does not fit its column. */
    private static final List<String> PERMANENT =
            List.of(
                    "failed to convert columns",
                    "cannot convert",
                    "unsupported column type",
                    "unexpected type in",
                    "decimal conversion error",
                    "unknown record type");

    private WriteAnswers() {}

    static WriteOutcome outcome(int status, String body) {
        return switch (status) {
            case 204 -> new Accepted();
            case 400 -> badRequest(body);
            case 401, 403 -> new Refused(status + ": Arc does not take the token", false);
            case 413 -> new Refused("413: the batch is too large for Arc", true);
            case 429, 503 -> new TryLater(status + ": Arc is not available", false);
            case 408, 502, 504 -> new TryLater(status + ": Arc is not available", true);
            case 500 -> internalError(body);
            case 508 -> new Refused("508: Arc forwards writes in a circle", false);
            default ->
                    status >= 400 && status < 500
                            ? new Refused(status + ": this is not how Arc answers", false)
                            : new TryLater(status + ": this is not how Arc answers", true);
        };
    }

    /** Names come from the binding, everything else from the batch. */
    private static WriteOutcome badRequest(String body) {
        if (body.contains("invalid database name")) {
            return new Refused("400: Arc does not take the name of the database", false);
        }
        if (body.contains("invalid measurement name")) {
            return new Refused("400: Arc does not take the name of the measurement", false);
        }
        return new Refused("400: Arc cannot read the batch", true);
    }

    /** Arc's own words may quote a value, so only those that we know are passed on. */
    private static WriteOutcome internalError(String body) {
        Optional<String> permanent = PERMANENT.stream().filter(body::contains).findFirst();
        return permanent.isPresent()
                ? new Refused("500: " + permanent.get(), true)
                : new TryLater("500: Arc failed", true);
    }
}
