package dev.memtrace.arclocal;

import java.util.regex.Pattern;

/** What Arc accepts as a name, and how names go into SQL. */
final class Names {
    private static final Pattern WRITTEN_DATABASE = Pattern.compile("[a-zA-Z][a-zA-Z0-9_-]{0,63}");
    private static final Pattern READ_DATABASE = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_-]{0,127}");
    private static final Pattern MEASUREMENT = Pattern.compile("[a-zA-Z][a-zA-Z0-9_-]{0,127}");

    static final String DEFAULT_DATABASE = "default";

    private Names() {}

    static boolean isWrittenDatabase(String name) {
        return WRITTEN_DATABASE.matcher(name).matches();
    }

    static boolean isReadDatabase(String name) {
        return READ_DATABASE.matcher(name).matches();
    }

    static boolean isMeasurement(String name) {
        return MEASUREMENT.matcher(name).matches();
    }

    /** An identifier for SQL, whatever is in it. */
    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
