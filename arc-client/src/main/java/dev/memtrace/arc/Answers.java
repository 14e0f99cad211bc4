package dev.memtrace.arc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * What Arc's statuses and error texts mean. Arc answers 500 to permanent errors too, so the text
 * decides; only these fixed phrases of it are ever looked for or passed on.
 */
final class Answers {
    private static final List<String> PERMANENT_WRITE_ERRORS =
            List.of(
                    "failed to convert columns",
                    "cannot convert",
                    "unsupported column type",
                    "unexpected type in",
                    "decimal conversion error",
                    "unknown record type");

    private static final List<String> PERMANENT_QUERY_ERRORS =
            List.of(
                    "Binder Error",
                    "Parser Error",
                    "Catalog Error",
                    "Conversion Error",
                    "Invalid Input Error");

    private Answers() {}

    static WriteOutcome toWrite(int status, byte[] body) {
        if (status == 204 || status == 200) {
            return new WriteOutcome.Accepted();
        }
        if (status == 500) {
            var text = new String(body, UTF_8);
            return PERMANENT_WRITE_ERRORS.stream()
                    .filter(text::contains)
                    .findFirst()
                    .<WriteOutcome>map(phrase -> new WriteOutcome.Refused("500: " + phrase))
                    .orElseGet(() -> new WriteOutcome.TryLater("500"));
        }
        return status == 408 || status == 429 || status > 500
                ? new WriteOutcome.TryLater(String.valueOf(status))
                : new WriteOutcome.Refused(String.valueOf(status));
    }

    static ArcException toQuery(int status, byte[] body) {
        var text = new String(body, UTF_8);
        var permanent = PERMANENT_QUERY_ERRORS.stream().filter(text::contains).findFirst();
        if (status == 500 && permanent.isPresent()) {
            return new ArcQueryException(
                    "arc answered 500: " + permanent.get(), isMissingColumn(text));
        }
        if (status == 400 || status == 404 || status == 413) {
            return new ArcQueryException("arc answered " + status, false);
        }
        return new ArcUnavailableException("arc answered " + status, null);
    }

    private static boolean isMissingColumn(String text) {
        return text.contains("Binder Error")
                && (text.contains("not found in FROM clause")
                        || text.contains("does not have a column"));
    }
}
