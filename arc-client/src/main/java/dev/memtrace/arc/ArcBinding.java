package dev.memtrace.arc;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * Where one org's memories are stored.
 *
 * @param url where Arc listens, such as {@code http://arc:8000}
 * @param token what Arc wants to see; empty if it wants nothing
 * @param version grows whenever the org is bound anew: what was found out about an earlier version
 *     says nothing of this one; 0 for an Arc that the configuration names
 */
public record ArcBinding(URI url, String database, String measurement, String token, long version) {
    /** Narrower than Arc's own rules: every Arc version can read such names back unquoted. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    /** What the configuration names. */
    public ArcBinding(URI url, String database, String measurement, String token) {
        this(url, database, measurement, token, 0);
    }

    public ArcBinding {
        requireNonNull(url, "url");
        requireNonNull(token, "token");
        requireName("database", database);
        requireName("measurement", measurement);
        if (url.getHost() == null
                || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalArgumentException("url must be http or https and name a host");
        }
    }

    /** The same Arc, but another database of it. */
    ArcBinding in(String otherDatabase) {
        return new ArcBinding(url, otherDatabase, measurement, token, version);
    }

    /** Whether Arc and we can both live with this name. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    private static void requireName(String what, String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    what + " must be a lower-case letter, then letters, digits or _, at most 64");
        }
    }

    @Override
    public String toString() {
        return "ArcBinding[url=%s, database=%s, measurement=%s, token=***, version=%d]"
                .formatted(url, database, measurement, version);
    }
}
