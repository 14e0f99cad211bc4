package dev.memtrace.cli;

import dev.memtrace.arc.ArcBinding;
import java.net.URI;

/** What is wrong about an Arc on the command line, naming the option. */
final class ArcProblems {
    private ArcProblems() {}

    /** What {@link ArcBinding} does not take of these. */
    static String of(String url, String database, String measurement) {
        if (!ArcBinding.isName(database)) {
            return name("--database", database);
        }
        if (!ArcBinding.isName(measurement)) {
            return name("--measurement", measurement);
        }
        return "--url: \"" + url + "\" is not an address such as http://arc:8000";
    }

    private static String name(String option, String name) {
        return option
                + ": \""
                + name
                + "\" is not a small letter, then small letters, digits or _, at most 64";
    }

    /** Whether the address is nothing but an address: what else it carried would be shown. */
    static boolean isPlain(URI url) {
        return url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
    }
}
