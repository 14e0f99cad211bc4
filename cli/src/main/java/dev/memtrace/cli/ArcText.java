package dev.memtrace.cli;

import dev.memtrace.core.directory.DirectoryEntry.ArcInstance;
import dev.memtrace.core.memory.TimeText;
import java.util.List;

/** Where an org's memories are stored, for people. */
final class ArcText {
    static final String NONE = "none of its own";

    private ArcText() {}

    /** In one line. */
    static String line(ArcInstance arc) {
        return arc.database() + "." + arc.measurement() + " at " + arc.url();
    }

    /** In a table. */
    static List<String> table(ArcInstance arc) {
        return Table.ofFacts()
                .row("org", arc.org().value())
                .row("url", arc.url().toString())
                .row("database", arc.database())
                .row("measurement", arc.measurement())
                .row("api key", arc.sealedKey().map(_ -> AdminJson.MASKED).orElse("none"))
                .row("bound", TimeText.format(arc.createdAt()))
                .lines();
    }
}
