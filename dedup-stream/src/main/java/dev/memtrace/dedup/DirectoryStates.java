package dev.memtrace.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.directory.DirectoryChange;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryState;
import dev.memtrace.core.directory.EntryKey;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.memory.OrgId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The entries in the registrar's store, and who has a name. What is changed here is published, too.
 * One thread. The store's keys, together with those of {@link OrgNotes}:
 *
 * <pre>
 *   kind:id             an entry as it was last decided
 *   name:kind:org:name  the id of the entry that has the name
 *   last:org            the Arc that the org was bound to last
 *   revision:org        of what was granted to the org last
 *   removing:org        an org whose remains are not yet removed, with the revision of its end
 * </pre>
 *
 * No two things have one key: what is in front of the first colon tells what it is, and neither
 * kinds nor ids of orgs have a colon, so that only the last part may hold any characters.
 */
final class DirectoryStates {
    private static final String NAME = "name:";

    private final KeyValueStore<String, byte[]> store;
    private final Consumer<DirectoryChange> publisher;

    DirectoryStates(KeyValueStore<String, byte[]> store, Consumer<DirectoryChange> publisher) {
        this.store = store;
        this.publisher = publisher;
    }

    Optional<DirectoryState> get(EntryKey key) {
        return Optional.ofNullable(store.get(key.text())).map(DirectoryState::decode);
    }

    /** The entry with this id, if it is {@code org}'s. */
    <T extends DirectoryEntry> Optional<T> get(
            Class<T> type, EntryKind kind, OrgId org, String id) {
        return get(new EntryKey(kind, id))
                .map(DirectoryState::entry)
                .filter(entry -> entry.org().equals(org))
                .map(type::cast);
    }

    boolean has(OrgId org) {
        return store.get(new EntryKey(EntryKind.ORG, org.value()).text()) != null;
    }

    DirectoryState write(DirectoryEntry entry, long revision) {
        var state = new DirectoryState(entry, revision);
        store.put(EntryKey.of(entry).text(), state.encode());
        publisher.accept(new DirectoryChange.Stated(state));
        return state;
    }

    void remove(EntryKey key, OrgId org, long revision) {
        store.delete(key.text());
        publisher.accept(new DirectoryChange.Gone(key, Optional.of(org), revision));
    }

    /** The id of the entry that has {@code name}. */
    Optional<String> holder(EntryKind kind, OrgId org, String name) {
        return Optional.ofNullable(store.get(nameKey(kind, org, name)))
                .map(id -> new String(id, UTF_8));
    }

    void claim(EntryKind kind, OrgId org, String name, String id) {
        store.put(nameKey(kind, org, name), id.getBytes(UTF_8));
    }

    void release(EntryKind kind, OrgId org, String name) {
        store.delete(nameKey(kind, org, name));
    }

    /** The name that no other entry of its kind may have in its org. */
    static Optional<String> nameOf(DirectoryEntry entry) {
        return switch (entry) {
            case DirectoryEntry.Agent agent -> Optional.of(agent.name());
            case DirectoryEntry.ApiKey key -> Optional.of(key.name());
            case DirectoryEntry.Org _, DirectoryEntry.Session _, DirectoryEntry.ArcInstance _ ->
                    Optional.empty();
        };
    }

    /**
     * Whether id and name of {@code entry} are kept as they are. Half of a surrogate pair has no
     * encoding: in a key all of them become {@code ?}, and different names one.
     */
    static boolean canKeep(DirectoryEntry entry) {
        return canKeep(entry.id()) && nameOf(entry).map(DirectoryStates::canKeep).orElse(true);
    }

    private static boolean canKeep(String text) {
        return !text.isEmpty() && UTF_8.newEncoder().canEncode(text);
    }

    private static String nameKey(EntryKind kind, OrgId org, String name) {
        return namesOf(kind, org) + name;
    }

    private static String namesOf(EntryKind kind, OrgId org) {
        return NAME + kind.text() + ":" + org + ":";
    }

    /** How the keys start under which something of {@code org} may be, or of others as well. */
    static List<String> keysWithPartsOf(OrgId org) {
        return List.of(
                EntryKind.API_KEY.text() + ":",
                EntryKind.AGENT.text() + ":",
                EntryKind.SESSION.text() + ":",
                namesOf(EntryKind.API_KEY, org),
                namesOf(EntryKind.AGENT, org));
    }

    /** Whether a name is under {@code key}, and not an entry. */
    static boolean isName(String key) {
        return key.startsWith(NAME);
    }

    /** Looks at one thing after the other that is stored. */
    interface Look {
        /** False if it has seen enough, and has not looked at this any more. */
        boolean at(String key, byte[] value);
    }

    /**
     * Shows what is stored under keys that start with {@code prefix}, from the key {@code from} on.
     *
     * @return the key that was not looked at any more; empty if all were
     */
    Optional<String> show(String prefix, String from, Look look) {
        try (var entries = store.range(from, behind(prefix))) {
            while (entries.hasNext()) {
                var entry = entries.next();
                if (entry.key.startsWith(prefix) && !look.at(entry.key, entry.value)) {
                    return Optional.of(entry.key);
                }
            }
        }
        return Optional.empty();
    }

    /** Removes an entry with its name, which nobody may have any more. */
    void removeWithName(DirectoryEntry entry, long revision) {
        nameOf(entry).ifPresent(name -> release(EntryKind.of(entry), entry.org(), name));
        remove(EntryKey.of(entry), entry.org(), revision);
    }

    /** Removes a name of which only its key in the store is known. */
    void releaseKey(String key) {
        store.delete(key);
    }

    /** Sorts behind everything that starts with {@code prefix}, and before all else. */
    static String behind(String prefix) {
        int last = prefix.length() - 1;
        return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    }
}
