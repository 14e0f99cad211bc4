package dev.memtrace.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.core.service.ApiException;

/**
 * What an object of a client's own may hold so that everybody after us can read it again, within an
 * answer and after a merge: more than one would write by hand, and less than what JSON has room
 * for.
 */
final class StoredObject {
    static final int DEPTH_MAX = 64;
    static final int EXPONENT_MAX = 9_999;

    private StoredObject() {}

    /**
     * Checks the value of {@code field}.
     *
     * @throws ApiException 400, if it is nested too deep, or has a number that is too large or
     *     small
     */
    static void check(String field, JsonNode value) {
        check(field, value, 1);
    }

    private static void check(String field, JsonNode value, int depth) {
        if (value.isContainerNode()) {
            if (depth > DEPTH_MAX) {
                throw ApiException.invalid(
                        field + " must be nested at most " + DEPTH_MAX + " deep");
            }
            for (var inner : value) {
                check(field, inner, depth + 1);
            }
        } else if (value.isBigDecimal() && !isWithin(value)) {
            throw ApiException.invalid(
                    field
                            + " must have no numbers above 1e"
                            + EXPONENT_MAX
                            + ", and none but 0 below 1e-"
                            + EXPONENT_MAX);
        }
    }

    /** By its digits before or after the point, without writing them out. */
    private static boolean isWithin(JsonNode number) {
        var decimal = number.decimalValue();
        long exponent = (long) decimal.precision() - 1 - decimal.scale();
        return Math.abs(exponent) <= EXPONENT_MAX;
    }
}
