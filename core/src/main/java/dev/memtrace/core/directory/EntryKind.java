package dev.memtrace.core.directory;

import dev.memtrace.core.wire.UndecodableException;

/** The kinds of {@link DirectoryEntry}, as they are written. */
public enum EntryKind {
    ORG("org"),
    API_KEY("key"),
    AGENT("agent"),
    SESSION("session"),
    ARC("arc");

    private final String text;

    EntryKind(String text) {
        this.text = text;
    }

    /** The kind as it is written. */
    public String text() {
        return text;
    }

    /** The kind of {@code entry}. */
    public static EntryKind of(DirectoryEntry entry) {
        return switch (entry) {
            case DirectoryEntry.Org _ -> ORG;
            case DirectoryEntry.ApiKey _ -> API_KEY;
            case DirectoryEntry.Agent _ -> AGENT;
            case DirectoryEntry.Session _ -> SESSION;
            case DirectoryEntry.ArcInstance _ -> ARC;
        };
    }

    static EntryKind parse(String text) {
        for (var kind : values()) {
            if (kind.text.equals(text)) {
                return kind;
            }
        }
        throw new UndecodableException("unknown kind of directory entry");
    }
}
