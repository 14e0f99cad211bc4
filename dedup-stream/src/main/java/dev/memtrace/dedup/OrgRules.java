package dev.memtrace.dedup;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryState;
import dev.memtrace.core.directory.EntryKey;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.memory.OrgId;
import java.util.Optional;

/**
 * What is granted and what is refused about orgs as such; but to be founded, they exist. One
 * thread.
 */
final class OrgRules {
    private final DirectoryStates states;
    private final OrgNotes notes;

    OrgRules(DirectoryStates states, OrgNotes notes) {
        this.states = states;
        this.notes = notes;
    }

    Decision found(DirectoryEntry.Org org, Optional<DirectoryEntry.ApiKey> key, long revision) {
        if (key.filter(first -> !first.org().equals(org.org())).isPresent()) {
            return new Decision.Invalid("the first key of an org is its own");
        }
        if (key.filter(first -> !DirectoryStates.canKeep(first)).isPresent()) {
            return DirectoryRules.CANNOT_BE_KEPT;
        }
        var there = org(org.org());
        var keyThere = key.flatMap(first -> states.get(EntryKey.of(first)));
        if (there.isPresent()) {
            boolean isAgain =
                    DirectoryRules.isAgain(org, there.get())
                            && keyThere.map(DirectoryState::entry)
                                    .map(old -> DirectoryRules.isAgain(key.get(), old))
                                    .orElse(key.isEmpty());
            return isAgain
                    ? done(there.get(), revision)
                    : new Decision.Conflict("the org exists", Optional.of(org.id()));
        }
        if (keyThere.isPresent()) {
            return new Decision.Conflict("another org has a key with this id", Optional.empty());
        }
        if (notes.isBeingRemoved(org.org())) { // what is left of it would be the new one's
            return new Decision.Conflict(
                    "the org is being removed; try again later", Optional.empty());
        }
        // The key first: whoever sees the org then sees its key too.
        key.ifPresent(
                first -> {
                    states.claim(EntryKind.API_KEY, org.org(), first.name(), first.id());
                    states.write(first, revision);
                });
        return done(org, revision);
    }

    Decision setQuota(OrgId org, Quota quota, long revision) {
        return done(org(org).orElseThrow().with(quota), revision);
    }

    Decision remove(OrgId org, long revision) {
        if (org.value().equals(Ids.DEFAULT_ORG)) {
            return new Decision.Conflict(
                    Ids.DEFAULT_ORG + " cannot be deleted: every installation has it",
                    Optional.empty());
        }
        var key = new EntryKey(EntryKind.ORG, org.value());
        notes.beginRemoval(org, revision);
        states.remove(key, org, revision);
        return new Decision.Removed(key, revision);
    }

    private Optional<DirectoryEntry.Org> org(OrgId org) {
        return states.get(DirectoryEntry.Org.class, EntryKind.ORG, org, org.value());
    }

    private Decision.Done done(DirectoryEntry entry, long revision) {
        return new Decision.Done(states.write(entry, revision));
    }
}
