package dev.memtrace.dedup;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.EntryKey;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import java.util.Optional;

/**
 * What is granted and what is refused about where the memories of an org are stored; the org
 * exists. One thread.
 */
final class ArcRules {
    private final DirectoryStates states;
    private final OrgNotes notes;

    ArcRules(DirectoryStates states, OrgNotes notes) {
        this.states = states;
        this.notes = notes;
    }

    Decision bind(Wish.BindArc wish, long revision) {
        var arc = wish.arc();
        var last = notes.lastArc(arc.org());
        boolean isMove = last.filter(it -> !it.holdsTheSameAs(arc)).isPresent();
        if (isMove && !wish.abandonsHistory()) {
            return new Decision.Conflict(
                    "memories of this org were stored in "
                            + last.get().database()
                            + "."
                            + last.get().measurement()
                            + " at "
                            + last.get().url()
                            + " and could no longer be read",
                    Optional.empty());
        }
        long version = Math.max(revision, last.map(it -> it.version() + 1).orElse(1L));
        var bound = states.write(arc.with(version), revision);
        notes.rememberArc(bound);
        return new Decision.Done(bound);
    }

    Decision unbind(OrgId org, long revision) {
        var key = new EntryKey(EntryKind.ARC, org.value());
        if (states.get(key).isEmpty()) {
            return new Decision.NotFound("this org has no Arc");
        }
        states.remove(key, org, revision);
        return new Decision.Removed(key, revision);
    }
}
