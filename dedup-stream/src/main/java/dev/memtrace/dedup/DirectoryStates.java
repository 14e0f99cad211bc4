package dev.memtrace.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.directory.DirectoryChange;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryState;
import dev.memtrace.core.directory.EntryKey;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.memory.OrgId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What the registrar remembers of the orgs in its partition. Under {@code kind:id} the entries as
 * they were last decided, under {@code name:kind:org:name} who has a name, under {@code last:org}
 * the Arc that an org was bound to last, under {@code removing:org} the orgs whose remains are not
 * yet removed. What is changed here is published, too. One thread.
 */
final class DirectoryStates {
    private static final String REMOVING = "removing:";
    private static final String LAST_ARC = "last:";

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

    private static String nameKey(EntryKind kind, OrgId org, String name) {
        return namesOf(kind, org) + name;
    }

    private static String namesOf(EntryKind kind, OrgId org) {
        return "name:" + kind.text() + ":" + org + ":";
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

    /** Notes that an org is gone, and that its entries have to follow. */
    void beginRemoval(OrgId org, long revision) {
        store.put(REMOVING + org, String.valueOf(revision).getBytes(UTF_8));
    }

    /** An org that is gone while some of its entries may not be. */
    record Removing(OrgId org, long revision) {}

    Optional<Removing> nextRemoval() {
        try (var found = store.range(REMOVING, behind(REMOVING))) {
            if (!found.hasNext()) {
                return Optional.empty();
            }
            var next = found.next();
            return Optional.of(
                    new Removing(
                            new OrgId(next.key.substring(REMOVING.length())),
                            Long.parseLong(new String(next.value, UTF_8))));
        }
    }

    boolean isBeingRemoved(OrgId org) {
        return store.get(REMOVING + org) != null;
    }

    void endRemoval(OrgId org) {
        for (var kind : EntryKind.values()) {
            var names = namesOf(kind, org);
            for (var key : some(names, Integer.MAX_VALUE, (text, _) -> Optional.of(text))) {
                store.delete(key);
            }
        }
        store.delete(LAST_ARC + org);
        store.delete(REMOVING + org);
    }

    /** Up to {@code max} entries of a kind, in the order of their keys. */
    List<DirectoryState> entriesFrom(EntryKind kind, String afterId, int max) {
        return some(
                kind.text() + ":",
                kind.text() + ":" + afterId,
                max,
                (_, value) -> Optional.of(DirectoryState.decode(value)));
    }

    private <T> List<T> some(
            String prefix, int max, BiFunction<String, byte[], Optional<T>> reading) {
        return some(prefix, prefix, max, reading);
    }

    private <T> List<T> some(
            String prefix, String after, int max, BiFunction<String, byte[], Optional<T>> reading) {
        var found = new ArrayList<T>();
        try (var entries = store.range(after, behind(prefix))) {
            while (entries.hasNext() && found.size() < max) {
                var entry = entries.next();
                if (!entry.key.equals(after)) {
                    reading.apply(entry.key, entry.value).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /** Sorts behind everything that starts with {@code prefix}, and before all else. */
    private static String behind(String prefix) {
        int last = prefix.length() - 1;
        return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
    }
}
