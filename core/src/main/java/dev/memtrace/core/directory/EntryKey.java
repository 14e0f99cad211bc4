package dev.memtrace.core.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.UndecodableException;

/** Names one entry among all: the key of its records on the directory topic, {@code kind:id}. */
public record EntryKey(EntryKind kind, String id) {
    /** The key of {@code entry}. */
    public static EntryKey of(DirectoryEntry entry) {
        return new EntryKey(EntryKind.of(entry), entry.id());
    }

    /** The key as it is written. */
    public String text() {
        return kind.text() + ":" + id;
    }

    /** The record key. */
    public byte[] bytes() {
        return text().getBytes(UTF_8);
    }

    /**
     * Reads a record key.
     *
     * @throws UndecodableException if it is not one
     */
    public static EntryKey decode(byte[] bytes) {
        if (bytes == null) {
            throw new UndecodableException("a directory record has a key");
        }
        var text = new String(bytes, UTF_8);
        int colon = text.indexOf(':');
        if (colon < 0 || colon == text.length() - 1) {
            throw new UndecodableException("the key of a directory record is kind:id");
        }
        var kind = EntryKind.parse(text.substring(0, colon));
        var id = text.substring(colon + 1);
        boolean isOrgs = kind == EntryKind.ORG || kind == EntryKind.ARC;
        if (isOrgs && !OrgId.isValid(id)) {
            throw new UndecodableException("the key of a directory record names no org");
        }
        return new EntryKey(kind, id);
    }
}
