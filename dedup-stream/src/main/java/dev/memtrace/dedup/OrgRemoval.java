package dev.memtrace.dedup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryState;
import dev.memtrace.core.directory.EntryKey;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.memory.OrgId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Removes what a removed org has left, a part at a time: a million sessions in one go would outlast
 * the transaction, and memories of the same thread wait meanwhile. Replicas have forgotten them all
 * by then; this is for the topic and our store, which would keep them for ever. One thread.
 *
 * <p>How far it has come is kept in memory only: after a restart it looks again from the beginning,
 * and finds what is left. No wish is granted to an org that is being removed, so nothing new comes
 * behind its back.
 */
final class OrgRemoval {
    /** What one step removes. */
    private static final int REMOVED_MAX = 500;

    /** What one step looks at, of all orgs: entries are not filed by org. */
    private static final int SEEN_MAX = 2_000;

    /** Metadata of a session may have 64 KiB. */
    private static final long SEEN_BYTES_MAX = 4L * 1024 * 1024;

    private final DirectoryStates states;
    private final OrgNotes notes;
    private Optional<Place> place = Optional.empty();

    /**
     * How far one removal has come.
     *
     * @param part of {@link DirectoryStates#keysWithPartsOf}
     * @param from the first key that was not looked at
     */
    private record Place(OrgNotes.Removing removing, int part, String from) {
        static Place at(OrgNotes.Removing removing, int part) {
            return new Place(
                    removing, part, DirectoryStates.keysWithPartsOf(removing.org()).get(part));
        }
    }

    OrgRemoval(DirectoryStates states, OrgNotes notes) {
        this.states = states;
        this.notes = notes;
    }

    /** Takes the next step, if an org is being removed. */
    void removeSome() {
        place = notes.nextRemoval().map(this::placeOf).flatMap(this::step);
    }

    /** A place is one org's: another's removal may have begun since, and comes first. */
    private Place placeOf(OrgNotes.Removing removing) {
        return place.filter(it -> it.removing().equals(removing))
                .orElseGet(() -> Place.at(removing, 0));
    }

    private Optional<Place> step(Place now) {
        var removing = now.removing();
        var parts = DirectoryStates.keysWithPartsOf(removing.org());
        var search = new Search(removing.org());
        var next = states.show(parts.get(now.part()), now.from(), search);
        search.entries.forEach(entry -> states.removeWithName(entry, removing.revision()));
        search.names.forEach(states::releaseKey);
        if (next.isPresent()) {
            return Optional.of(new Place(removing, now.part(), next.get()));
        }
        if (now.part() + 1 < parts.size()) {
            return Optional.of(Place.at(removing, now.part() + 1));
        }
        end(removing);
        return Optional.empty();
    }

    private void end(OrgNotes.Removing removing) {
        var arc = new EntryKey(EntryKind.ARC, removing.org().value());
        if (states.get(arc).isPresent()) {
            states.remove(arc, removing.org(), removing.revision());
        }
        notes.endRemoval(removing.org());
    }

    /** Finds what is an org's, in so much of the store as one step may look at. */
    private static final class Search implements DirectoryStates.Look {
        private final OrgId org;

        /** As every entry of the org has it in its JSON; nothing in an id is escaped there. */
        private final byte[] quotedOrg;

        private final List<DirectoryEntry> entries = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private int seen;
        private long seenBytes;

        Search(OrgId org) {
            this.org = org;
            this.quotedOrg = ("\"" + org + "\"").getBytes(US_ASCII);
        }

        @Override
        public boolean at(String key, byte[] value) {
            boolean isEnough =
                    seen == SEEN_MAX
                            || seenBytes >= SEEN_BYTES_MAX
                            || entries.size() + names.size() == REMOVED_MAX;
            if (isEnough) {
                return false;
            }
            seen++;
            seenBytes += value.length;
            if (DirectoryStates.isName(key)) {
                names.add(key);
            } else if (contains(value, quotedOrg)) { // a fraction of what decoding costs
                var entry = DirectoryState.decode(value).entry();
                if (entry.org().equals(org)) {
                    entries.add(entry);
                }
            }
            return true;
        }

        private static boolean contains(byte[] bytes, byte[] part) {
            for (int i = 0; i <= bytes.length - part.length; i++) {
                if (bytes[i] == part[0]
                        && bytes[i + 1] == part[1]
                        && Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                    return true;
                }
            }
            return false;
        }
    }
}
