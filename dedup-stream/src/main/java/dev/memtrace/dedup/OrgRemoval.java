package dev.memtrace.dedup;

import dev.memtrace.core.directory.EntryKey;
import dev.memtrace.core.directory.EntryKind;
import java.util.List;

/**
 * Removes what a removed org has left, a part at a time: a million sessions in one go would outlast
 * the transaction. Replicas have forgotten them all by then; this is for the topic and our store,
 * which would keep them for ever. One thread.
 */
final class OrgRemoval {
    /** Entries looked at in one step, of all orgs: entries are not filed by org. */
    private static final int STEP = 2_000;

    private static final List<EntryKind> KINDS =
            List.of(EntryKind.API_KEY, EntryKind.AGENT, EntryKind.SESSION, EntryKind.ARC);

    private final DirectoryStates states;
    private int kind;
    private String afterId = "";

    OrgRemoval(DirectoryStates states) {
        this.states = states;
    }

    void removeSome() {
        states.nextRemoval().ifPresent(this::removeSome);
    }

    private void removeSome(DirectoryStates.Removing removing) {
        var found = states.entriesFrom(KINDS.get(kind), afterId, STEP);
        for (var state : found) {
            var entry = state.entry();
            if (entry.org().equals(removing.org())) {
                states.remove(EntryKey.of(entry), removing.org(), removing.revision());
            }
        }
        if (found.size() == STEP) {
            afterId = found.getLast().entry().id();
            return;
        }
        afterId = "";
        kind = (kind + 1) % KINDS.size();
        if (kind == 0) { // all kinds are through
            states.endRemoval(removing.org());
        }
    }
}
