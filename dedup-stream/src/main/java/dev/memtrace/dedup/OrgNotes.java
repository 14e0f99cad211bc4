package dev.memtrace.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryState;
import dev.memtrace.core.memory.OrgId;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What the registrar remembers of orgs beside their entries, and nobody else needs to know; {@link
 * DirectoryStates} tells under which keys. One thread.
 */
final class OrgNotes {
    private static final String REMOVING = "removing:";
    private static final String LAST_ARC = "last:";
    private static final String LAST_REVISION = "revision:";

    private final KeyValueStore<String, byte[]> store;

    OrgNotes(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /** The Arc that an org was bound to last, also if it is bound no longer. */
    Optional<DirectoryEntry.ArcInstance> lastArc(OrgId org) {
        return Optional.ofNullable(store.get(LAST_ARC + org))
                .map(DirectoryState::decode)
                .map(state -> (DirectoryEntry.ArcInstance) state.entry());
    }

    void rememberArc(DirectoryState arc) {
        store.put(LAST_ARC + arc.entry().org(), arc.encode());
    }

    /** Of what was granted to an org last; -1 if nothing was. */
    long lastRevision(OrgId org) {
        return Optional.ofNullable(store.get(LAST_REVISION + org))
                .map(OrgNotes::number)
                .orElse(-1L);
    }

    void rememberRevision(OrgId org, long revision) {
        store.put(LAST_REVISION + org, bytes(revision));
    }

    private static byte[] bytes(long number) {
        return String.valueOf(number).getBytes(UTF_8);
    }

    private static long number(byte[] bytes) {
        return Long.parseLong(new String(bytes, UTF_8));
    }

    /** Notes that an org is gone, and that its entries have to follow. */
    void beginRemoval(OrgId org, long revision) {
        store.put(REMOVING + org, bytes(revision));
    }

    /** An org that is gone while some of its entries may not be. */
    record Removing(OrgId org, long revision) {}

    Optional<Removing> nextRemoval() {
        try (var found = store.range(REMOVING, DirectoryStates.behind(REMOVING))) {
            if (!found.hasNext()) {
                return Optional.empty();
            }
            var next = found.next();
            return Optional.of(
                    new Removing(
                            new OrgId(next.key.substring(REMOVING.length())), number(next.value)));
        }
    }

    boolean isBeingRemoved(OrgId org) {
        return store.get(REMOVING + org) != null;
    }

    /** Forgets an org of which nothing else is left. */
    void endRemoval(OrgId org) {
        store.delete(LAST_ARC + org);
        store.delete(LAST_REVISION + org);
        store.delete(REMOVING + org);
    }
}
