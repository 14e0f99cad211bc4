package dev.memtrace.dedup;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryEntry;
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

    OrgRules(DirectoryStates states) {
        this.states = states;
    }

    Decision found(DirectoryEntry.Org org, Optional<DirectoryEntry.ApiKey> key, long revision) {
        var there = org(org.org());
        boolean isAgain =
                there.isPresent()
                        && there.get().createdAt().equals(org.createdAt())
                        && key.map(it -> states.get(EntryKey.of(it)).isPresent()).orElse(true);
        if (isAgain) {
            return done(there.get(), revision);
        }
        if (there.isPresent()) {
            return new Decision.Conflict("the org exists", Optional.of(org.id()));
        }
        if (states.isBeingRemoved(org.org())) { // what is left of it would be the new one's
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
        states.beginRemoval(org, revision);
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
