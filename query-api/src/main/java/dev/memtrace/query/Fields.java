package dev.memtrace.query;

import dev.memtrace.core.service.ApiException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * What a client asks with, be it the query string or a JSON body. Absent, empty and null are the
 * same; a value of the wrong type is answered 400 with the field's name.
 */
interface Fields {
    /** How much of a wrong value is shown. */
    int SHOWN_CHARS_MAX = 40;

    Optional<String> text(String field);

    /** Of any size, so that who checks the range can say what it is. */
    Optional<BigInteger> whole(String field);

    Optional<Double> number(String field);

    List<String> list(String field);

    static ApiException wrong(String field, String wanted, String found) {
        return ApiException.invalid(field + " must be " + wanted + ", got " + shortened(found));
    }

    /** Enough of a value to know it by, without what would upset a log or a terminal. */
    private static String shortened(String value) {
        var shown = new StringBuilder();
        value.codePoints()
                .limit(SHOWN_CHARS_MAX)
                .map(c -> Character.isISOControl(c) ? '.' : c)
                .forEach(shown::appendCodePoint);
        return shown.length() < value.length() ? shown + "…" : shown.toString();
    }
}
