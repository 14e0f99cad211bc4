package dev.memtrace.arc;

import java.util.List;

/** What Arc's failure to answer a query means. */
final class QueryAnswers {
    /** Errors of DuckDB that are about the question. */
    private static final List<String> PERMANENT =
            List.of("Binder Error", "Parser Error", "Catalog Error", "Conversion Error");

    private QueryAnswers() {}

    /** Arc's own words quote the question, so only the kind of error is passed on. */
    static ArcException failure(int status, String error) {
        return switch (status) {
            case 400 -> new ArcQueryException("400: Arc refuses the query", false);
            case 401, 403 -> new ArcQueryException(status + ": Arc does not take the token", false);
            case 408, 429, 502, 503, 504 ->
                    new ArcUnavailableException(status + ": Arc is not available");
            case 500 -> internalError(error);
            default ->
                    status >= 400 && status < 500
                            ? new ArcQueryException(status + ": this is not how Arc answers", false)
                            : new ArcUnavailableException(status + ": this is not how Arc answers");
        };
    }

    private static ArcException internalError(String error) {
        for (var kind : PERMANENT) {
            if (error.contains(kind)) {
                return new ArcQueryException("500: " + kind, isMissingColumn(error));
            }
        }
        return new ArcUnavailableException("500: Arc failed");
    }

    /** DuckDB says it in one way for a bare name and in another for a qualified one. */
    private static boolean isMissingColumn(String error) {
        return error.contains("Binder Error")
                && ((error.contains("Referenced column") && error.contains("not found"))
                        || error.contains("does not have a column named"));
    }
}
