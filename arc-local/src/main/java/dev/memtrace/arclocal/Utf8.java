package dev.memtrace.arclocal;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Keeps DuckDB from text that is not UTF-8. */
final class Utf8 {
    private Utf8() {}

    /**
     * Returns the bytes themselves when they are valid, else with U+FFFD in place of what is not.
     */
    static byte[] valid(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return new String(bytes, UTF_8).getBytes(UTF_8);
            }
        }
        return bytes; // ASCII, as most texts are
    }
}
