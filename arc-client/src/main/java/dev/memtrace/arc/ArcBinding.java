package dev.memtrace.arc;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * Where an org's memories are.
 *
 * @param url of the Arc server, without a path
 * @param database sent as a header
 * @param measurement stands in SQL as it is, hence the narrow alphabet
 * @param token empty if the server wants none
 */
public record ArcBinding(URI url, String database, String measurement, String token) {
    /** What database and measurement must look like, in words for error messages. */
    public static final String NAME_RULE =
            "a small letter, then small letters, digits or _, at most 64";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    public ArcBinding {
        if (!isName(database) || !isName(measurement)) {
            throw new IllegalArgumentException("database and measurement must be " + NAME_RULE);
        }
    }

    /** Whether {@code text} can be a database or measurement. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    @Override
    public String toString() {
        return "ArcBinding[" + url + ", " + database + "." + measurement + "]";
    }
}
