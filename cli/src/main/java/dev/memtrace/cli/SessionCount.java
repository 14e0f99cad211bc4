package dev.memtrace.cli;

import dev.memtrace.core.directory.DirectoryEntry;
import java.util.Arrays;

/**
 * How many sessions there are, each of which may be told of many times. Keeps eight bytes of each:
 * that two of a million have the same is as likely as one in thirty million. One thread.
 */
final class SessionCount implements OrgEntries.Sessions {
    private static final int ROOM = 1_024;

    private long[] seen = new long[ROOM];
    private int size;

    @Override
    public void take(DirectoryEntry.Session session) {
        if (size == seen.length) {
            removeRepeats();
            if (size > seen.length / 2) {
                seen = Arrays.copyOf(seen, seen.length * 2);
            }
        }
        seen[size++] = fingerprint(session.id());
    }

    @Override
    public void clear() {
        size = 0;
    }

    int count() {
        removeRepeats();
        return size;
    }

    private void removeRepeats() {
        Arrays.sort(seen, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || seen[i] != seen[i - 1]) {
                seen[kept++] = seen[i];
            }
        }
        size = kept;
    }

    /** FNV-1a, then mixed, because ids differ in few letters. */
    private static long fingerprint(String id) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
        return hash ^ (hash >>> 32);
    }
}
